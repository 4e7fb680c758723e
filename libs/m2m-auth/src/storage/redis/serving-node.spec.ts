import { ServingNode, Witnesses } from './serving-node.js';
import { slotRanges } from './slot-locator.js';

const A = { host: 'a', port: 1 };
const B = { host: 'b', port: 2 };

describe('witnesses', () => {
  it('are asked in turn until one answers, and that one first the next time', async () => {
    const witnesses = new Witnesses(() => undefined);
    const asked: string[] = [];
    let down = 'a';
    const ask = () =>
      witnesses.ask([A, B], async ({ host }) => {
        asked.push(host);
        if (host === down) throw new Error('down');
        return host;
      });
    expect([await ask(), await ask()]).toEqual(['b', 'b']);
    down = 'b';
    expect(await ask()).toBe('a');
    expect(asked).toEqual(['a', 'b', 'b', 'b', 'a']);
  });

  it('that have all nothing to say are an error', async () => {
    const told: Error[] = [];
    const witnesses = new Witnesses((error) => told.push(error));
    const refused = new Error('refused');
    const ask = (address: unknown) => (address === A ? Promise.reject(refused) : Promise.resolve(undefined));
    await expect(witnesses.ask([A, B], ask)).rejects.toThrow('nobody');
    expect(told).toEqual([refused]);
  });
});

describe('the node that serves', () => {
  it('is told when it is another than before, and not when it is the same or cannot be found', async () => {
    const answers = [A, A, undefined, B, B, A];
    let moves = 0;
    const locate = async () => answers.shift() ?? Promise.reject(new Error('nobody'));
    const serving = new ServingNode({ locate }, () => (moves += 1));
    const seen: number[] = [];
    while (answers.length > 0) {
      await serving.find().catch(() => undefined);
      seen.push(moves);
    }
    expect(seen).toEqual([0, 0, 0, 1, 1, 2]);
  });
});

describe('a reply to CLUSTER SLOTS', () => {
  it('names the master of each range, and the node that was asked where a host is left open', () => {
    const reply = [
      [0, 5_460, ['10.0.0.1', 7_000, 'id'], ['10.0.0.2', 7_001, 'id']],
      [5_461, 10_922, ['', 7_002, 'id']],
      [10_923, 16_383, [null, 7_003, 'id']],
    ];
    expect(slotRanges(reply, A).map(({ master }) => `${master.host}:${master.port}`)).toEqual([
      '10.0.0.1:7000',
      'a:7002',
      'a:7003',
    ]);
  });

  it.each([null, 'ERR', [[0]], [[0, 1, []]], [['0', 1, ['h', 1]]]])(
    'of another form names none: %j',
    (reply) => {
      expect(slotRanges(reply, A)).toEqual([]);
    },
  );
});

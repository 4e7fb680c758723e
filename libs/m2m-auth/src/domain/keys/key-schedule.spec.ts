import { TestClock } from '../../../../../test/support/domain.js';
import { POLICY, startKeyProcess, turns, type KeyProcess } from '../../../../../test/support/managed-keys.js';
import { MemoryPersistence } from '../../storage/memory/index.js';

const DAY_MS = 86_400_000;

describe('the schedule of signing keys', () => {
  let clock: TestClock;
  let persistence: MemoryPersistence;
  let transactions: jest.SpyInstance;
  let node: KeyProcess;
  beforeEach(async () => {
    clock = new TestClock();
    persistence = new MemoryPersistence(clock);
    node = await startKeyProcess({ clock, persistence });
    transactions = jest.spyOn(persistence, 'transaction');
  });
  const states = async (): Promise<string[]> =>
    (await persistence.signingKeys.page({ limit: 101 })).map(({ state }) => state).sort();

  it('opens no transaction while nothing is due', async () => {
    for (let day = 0; day < 89; day++) {
      clock.advance(DAY_MS);
      await node.pass();
    }
    expect(transactions).not.toHaveBeenCalled();
  });

  it('rotates after 90 days, keeps the old key for the longest life of a token, and then forgets it', async () => {
    const first = node.ring.signer.kid;
    clock.advance(90 * DAY_MS);
    await node.pass();
    expect(node.ring.signer.kid).not.toBe(first);
    expect(node.ring.find(first)).toMatchObject({ kid: first });
    expect(await states()).toEqual(['active', 'pending', 'retiring']);

    clock.advance(POLICY.retainSeconds * 1_000 - 1);
    await node.pass();
    expect(await states()).toEqual(['active', 'pending', 'retiring']);
    clock.advance(1);
    await node.pass();
    expect(await states()).toEqual(['active', 'pending', 'retired']);
    expect(node.ring.publicKeys.map(({ kid }) => kid)).not.toContain(first);
    expect(await node.ring.find(first)).toBeUndefined();
  });

  it('rotates once, however many processes find that it is time', async () => {
    const others = [
      await startKeyProcess({ clock, persistence }),
      await startKeyProcess({ clock, persistence }),
    ];
    clock.advance(90 * DAY_MS);
    await Promise.all([node, ...others].map((each) => each.pass()));
    await turns();
    expect(await states()).toEqual(['active', 'pending', 'retiring']);
    expect(new Set([node, ...others].map(({ ring }) => ring.signer.kid)).size).toBe(1);
  });

  it("goes by the database's clock, and asks it once when this machine's is ahead", async () => {
    const ahead = new TestClock();
    ahead.advance(90 * DAY_MS);
    const early = await startKeyProcess({ clock: ahead, persistence });
    transactions.mockClear();
    for (let second = 0; second < 10; second++) await early.schedule.tend();
    expect(transactions).toHaveBeenCalledTimes(1);
    expect(await states()).toEqual(['active', 'pending']);
  });

  it('tries again with the next pass when the store could not do it', async () => {
    clock.advance(90 * DAY_MS);
    transactions.mockRejectedValueOnce(new Error('down'));
    await node.pass();
    expect([node.errors.length, await states()]).toEqual([1, ['active', 'pending']]);
    await node.pass();
    expect(await states()).toEqual(['active', 'pending', 'retiring']);
  });

  it('does nothing any more when it is stopped', async () => {
    clock.advance(90 * DAY_MS);
    await node.schedule.stop();
    await node.schedule.tend();
    expect(transactions).not.toHaveBeenCalled();
  });
});

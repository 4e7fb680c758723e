import { once } from 'node:events';
import { eventually } from './support/eventually.js';
import { jtiDenial } from './support/fake-denial-source.js';
import { redisFixture } from './support/redis-fixture.js';
import { beforeNextExec } from './support/redis-state.js';

const DENY = '{m2m}:deny';
const META = '{m2m}:meta';

/** What happens in the middle of a rebuild or a pass: the counterexamples of the revocation protocol. */
describe('rebuilding the projection in Redis', () => {
  const redis = redisFixture();

  it.each<[string, () => Promise<unknown>]>([
    ['everything is flushed (marker before the read)', () => redis.client.flushall()],
    ['only the set is evicted (marker inside the set)', () => redis.client.del(DENY)],
  ])('loses no revocation that is acknowledged while it reads and then %s', async (_what, lose) => {
    const process = await redis.process();
    await redis.client.flushall();
    redis.source.afterSnapshot = async () => {
      redis.source.afterSnapshot = () => undefined;
      await process.state.projection.project(redis.source.commit(jtiDenial('a')));
      await lose();
    };
    await process.pass();
    expect(await process.verdict('a')).toBe('denied');
    expect(await process.verdict('b')).toBe('live');
  });

  it('does not call data whole that went away between the look for the marker and the stamp (WATCH)', async () => {
    redis.source.commit(jtiDenial('a'));
    const process = await redis.process();
    await redis.client.flushall();
    const hook = beforeNextExec(async () => void (await redis.client.flushall()));
    await process.pass();
    expect(hook.ran).toBe(true);
    expect(await process.verdict('a')).toBe('denied');
  });

  it('does not carry out on a new connection what was watched on the old one', async () => {
    redis.source.commit(jtiDenial('a'));
    const process = await redis.process();
    await redis.client.flushall();
    const hook = beforeNextExec(async (connection) => {
      const closed = once(connection, 'close');
      await redis.client.flushall();
      await redis.client.client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      await closed;
      await eventually(() => connection.status, 'ready', 500);
    });
    await process.pass();
    expect(hook.ran).toBe(true);
    expect(await eventually(() => process.state.ping().then(...settled), 'up')).toBe('up');
    expect(await process.verdict('a')).toBe('unknown');
    await process.pass();
    expect(await process.verdict('a')).toBe('denied');
  });

  it('watches on a connection that carries nothing else: any other EXEC would drop the WATCH (dedicated connection)', async () => {
    redis.source.commit(jtiDenial('a'));
    const process = await redis.process();
    await redis.client.flushall();
    const monitor = await redis.client.monitor();
    const sent = new Map<string, string[]>();
    monitor.on('monitor', (_time, args: string[], from: string) => {
      sent.set(from, [...(sent.get(from) ?? []), args.join(' ').toLowerCase()]);
    });
    await Promise.all([
      process.pass(),
      process.pass(),
      process.verdict('b'),
      process.state.throttle.add('k', 1, 60_000),
      process.state.projection.project(redis.source.commit(jtiDenial('c'))),
    ]);
    await redis.client.echo('the end');
    const seen = (): string[] => [...sent.values()].flat();
    expect(await eventually(() => seen().includes('echo the end'), true)).toBe(true);
    monitor.disconnect();
    const rebuilding = [...sent.values()].filter((commands) => commands.includes(`watch ${DENY} ${META}`));
    expect(rebuilding.length).toBeGreaterThan(0);
    for (const commands of rebuilding) {
      const own = /^(info|zadd \{m2m}:deny|watch|zscore|hm?get|multi|exec|hset|hsetnx|set|zrem)\b/;
      expect(commands.filter((command) => !own.test(command))).toEqual([]);
      expect(commands).not.toContain(`watch ${META}`);
      const [watches, execs] = ['watch', 'exec'].map(
        (name) => commands.filter((command) => command.startsWith(name)).length,
      );
      expect(watches).toBe(execs);
    }
  });

  it('stamps nothing in a pass when an older copy was put in place after its look (loop under WATCH)', async () => {
    const process = await redis.process();
    redis.source.commit(jtiDenial('a'));
    await process.pass();
    redis.source.commit(jtiDenial('b'));
    const hook = beforeNextExec(async () => {
      await redis.client.multi().zrem(DENY, 'jti:a').hset(META, 'seq', 0).exec();
    });
    // The hook sits in connections that are made from here on.
    await redis.client.client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await eventually(() => process.state.ping().then(...settled), 'up');
    await process.pass();
    if (!hook.ran) await process.pass();
    expect(hook.ran).toBe(true);
    await process.pass();
    expect(await process.verdict('a')).toBe('denied');
    expect(await process.verdict('b')).toBe('denied');
  });

  it('is finished although revocations keep arriving', async () => {
    const process = await redis.process();
    await redis.client.flushall();
    let more = 20;
    jest.restoreAllMocks();
    redis.source.afterSnapshot = async () => {
      while (more-- > 0)
        await process.state.projection.project(redis.source.commit(jtiDenial(`late-${more}`)));
    };
    await process.pass();
    const verdicts = Array.from({ length: 20 }, (_, n) => process.verdict(`late-${n}`));
    expect(new Set(await Promise.all(verdicts))).toEqual(new Set(['denied']));
  });

  it('ends whole when several processes do it at once while others revoke', async () => {
    for (let n = 0; n < 50; n += 1) redis.source.commit(jtiDenial(`old-${n}`));
    const processes = await Promise.all([redis.process(), redis.process(), redis.process()]);
    await redis.client.flushall();
    const [first, ...others] = processes;
    const revoking = Array.from({ length: 20 }, (_, n) =>
      first?.state.projection.project(redis.source.commit(jtiDenial(`new-${n}`))),
    );
    await Promise.all([...processes.map((process) => process.pass()), ...revoking]);
    await Promise.all(others.map((process) => process.pass()));
    for (const process of processes) {
      const ids = [
        ...Array.from({ length: 50 }, (_, n) => `old-${n}`),
        ...Array.from({ length: 20 }, (_, n) => `new-${n}`),
      ];
      const verdicts = await Promise.all(ids.map((id) => process.verdict(id)));
      expect(new Set(verdicts)).toEqual(new Set(['denied']));
      expect(await process.verdict('none')).toBe('live');
    }
    const members = await redis.client.zrange(DENY, 0, -1);
    expect(members.filter((member) => member.startsWith('~'))).toEqual([]);
  });

  it('never shortens a denial that another process has put there with a later expiry', async () => {
    const late = Date.now() + 7_200_000;
    const process = await redis.process();
    await redis.client.zadd(DENY, late + 120_000, 'jti:a');
    await process.state.projection.project(redis.source.commit(jtiDenial('a')));
    expect(Number(await redis.client.zscore(DENY, 'jti:a'))).toBe(late + 120_000);
  });
});

const settled = [() => 'up', () => 'down'] as const;

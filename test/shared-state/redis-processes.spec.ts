import { jtiDenial } from './support/fake-denial-source.js';
import { redisFixture } from './support/redis-fixture.js';
import { RedisServer } from '../support/redis-server.js';
import { eventually } from './support/eventually.js';

describe('processes that share a Redis', () => {
  const redis = redisFixture();

  it('enforce a revocation everywhere once it is acknowledged', async () => {
    const [issuer, other, guard] = [await redis.process(), await redis.process(), await redis.guard()];
    await issuer.state.projection.project(redis.source.commit(jtiDenial('a')));
    expect([await other.verdict('a'), await guard.verdict('a')]).toEqual(['denied', 'denied']);
  });

  it('tell each other to read now, by a revocation and by an announcement', async () => {
    const [one, two] = [await redis.process(), await redis.process()];
    const heard = (): Promise<void> => new Promise((resolve) => two.state.notifier.subscribe(resolve));
    await eventually(() => redis.client.pubsub('NUMSUB', '{m2m}:changed').then(([, count]) => count), 2);
    const first = heard();
    one.state.notifier.announce();
    await first;
    const second = heard();
    await one.state.projection.project(redis.source.commit(jtiDenial('a')));
    await expect(second).resolves.toBeUndefined();
  });

  it('look at once into what is shared when they are told', async () => {
    const [one, two] = [await redis.process(), await redis.process({ check: 'replica' })];
    const follow = jest.spyOn(two.state.projection, 'follow');
    await eventually(() => redis.client.pubsub('NUMSUB', '{m2m}:changed').then(([, count]) => count), 2);
    const heard = new Promise<void>((resolve) => two.state.notifier.subscribe(resolve));
    one.state.notifier.announce();
    await heard;
    expect(follow).toHaveBeenCalled();
  });

  it('stop telling a listener that has ended its subscription', async () => {
    const [one, two] = [await redis.process(), await redis.process()];
    const deaf = jest.fn();
    const end = two.state.notifier.subscribe(deaf);
    await eventually(() => redis.client.pubsub('NUMSUB', '{m2m}:changed').then(([, count]) => count), 2);
    end();
    deaf.mockClear();
    const told = new Promise<void>((resolve) => two.state.notifier.subscribe(resolve));
    one.state.notifier.announce();
    await told;
    expect(deaf).not.toHaveBeenCalled();
  });

  it('count together', async () => {
    const [one, two] = [await redis.process(), await redis.process()];
    // A window so long that the test cannot fall on its end.
    const window = 10 ** 12;
    await one.state.throttle.add('k', 2, window);
    expect((await two.state.throttle.add('k', 1, window)).count).toBe(3);
    expect((await one.state.throttle.add('k', 0, window)).count).toBe(3);
  });

  it('see each other’s live tokens', async () => {
    const [one, two] = [await redis.process(), await redis.process()];
    const now = Math.floor(Date.now() / 1_000) * 1_000;
    one.state.liveTokens.record('c', {
      jti: 'a',
      issuedAt: new Date(now),
      expiresAt: new Date(now + 60_000),
    });
    await one.state.liveTokens.list('c');
    expect((await two.state.liveTokens.list('c')).map(({ jti }) => jti)).toEqual(['a']);
  });

  it('write under one hash tag, and let every counter and register expire', async () => {
    const { state } = await redis.process({ keyPrefix: 'acme' });
    await state.throttle.add('k', 1, 60_000);
    const now = Date.now();
    state.liveTokens.record('c', { jti: 'a', issuedAt: new Date(now), expiresAt: new Date(now + 60_000) });
    await state.liveTokens.list('c');
    const keys = await redis.client.keys('*');
    expect(keys.filter((key) => !key.startsWith('{acme}:'))).toEqual([]);
    const expiring = keys.filter((key) => !/:(deny|meta)$/.test(key));
    expect(expiring).toHaveLength(3);
    for (const key of expiring) expect(await redis.client.ttl(key)).toBeGreaterThan(0);
  });
});

describe('durability: replica', () => {
  const redis = redisFixture({ durability: 'replica', commandTimeoutMs: 500 });

  it('refuses to acknowledge what no replica holds', async () => {
    const process = await redis.process();
    const rows = redis.source.commit(jtiDenial('a'));
    await expect(process.state.projection.project(rows)).rejects.toMatchObject({ status: 503 });
  });

  it('acknowledges what a replica holds', async () => {
    const replica = await RedisServer.start('--replicaof', '127.0.0.1', String(redis.server.port));
    try {
      const process = await redis.process({ commandTimeoutMs: 5_000 });
      await redis.client.config('SET', 'repl-diskless-sync-delay', '0');
      const online = () => redis.client.info('replication').then((info) => info.includes('state=online'));
      expect(await eventually(online, true, 15_000)).toBe(true);
      await process.state.projection.project(redis.source.commit(jtiDenial('a')));
      expect(await replica.client.zscore('{m2m}:deny', 'jti:a')).not.toBeNull();
    } finally {
      await replica.stop();
    }
  }, 30_000);
});

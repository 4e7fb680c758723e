import { ForeignDatabaseError } from '../../libs/m2m-auth/src/domain/stores/persistence-errors.js';
import { defaultKeyPrefix } from '../../libs/m2m-auth/src/storage/redis/redis-settings.js';
import { redisRevocation, redisState } from '../../libs/m2m-auth/src/storage/redis/index.js';
import { eventually } from './support/eventually.js';
import { FakeDenialSource, jtiDenial, tokenOf } from './support/fake-denial-source.js';
import { redisFixture } from './support/redis-fixture.js';
import { FakeProcess, openState } from './support/redis-state.js';

describe('one Redis and two databases', () => {
  const redis = redisFixture();
  const other: FakeProcess[] = [];
  afterEach(async () => {
    await Promise.all(other.splice(0).map(({ state }) => state.close()));
  });
  const stranger = async (): Promise<FakeProcess> => {
    const source = new FakeDenialSource();
    source.identity = 'database-2';
    const process = await FakeProcess.start({ url: redis.server.url }, source);
    other.push(process);
    return process;
  };
  const content = async () => ({
    deny: await redis.client.zrange('{m2m}:deny', 0, -1),
    meta: await redis.client.hgetall('{m2m}:meta'),
  });

  it('the second is refused at its start, with the name of the setting and without having written', async () => {
    await redis.process();
    redis.source.commit(jtiDenial('a'));
    const before = await content();
    const second = await stranger();
    await expect(second.state.inspect('database-2')).rejects.toThrow(ForeignDatabaseError);
    await expect(second.state.inspect('database-2')).rejects.toThrow(/REDIS_KEY_PREFIX.*redis\.keyPrefix/);
    await expect(second.pass()).rejects.toThrow(ForeignDatabaseError);
    await expect(second.state.projection.project([{ ...jtiDenial('b'), seq: 1 }])).rejects.toMatchObject({
      code: 'temporarily_unavailable',
    });
    expect(await content()).toEqual(before);
  });

  it('one that runs already believes nothing of what another database has put in its place', async () => {
    const first = await redis.process();
    expect(await first.verdict('a')).toBe('live');
    await redis.client.flushall();
    await stranger();
    expect(await first.verdict('a')).toBe('unknown');
    await expect(first.pass()).rejects.toThrow(ForeignDatabaseError);
    expect(first.state.projection.progress.trusted).toBe(false);
  });

  it('only one of two that find Redis empty writes there, and after a flush as well', async () => {
    const first = await redis.process();
    await redis.client.flushall();
    const second = await stranger();
    first.source.commit(jtiDenial('of the first'));
    second.source.commit(jtiDenial('of the second'));
    for (let round = 0; round < 5; round += 1) {
      await redis.client.flushall();
      await Promise.all([first.pass(), second.pass()].map((pass) => pass.catch(() => undefined)));
      const { meta, deny } = await content();
      const owned = meta['identity'] === 'database-1';
      const [owner, loser] = owned ? [first, second] : [second, first];
      expect(deny).toContain(owned ? 'jti:of the first' : 'jti:of the second');
      expect(deny).not.toContain(owned ? 'jti:of the second' : 'jti:of the first');
      expect(await owner.verdict('other')).toBe('live');
      expect(await loser.verdict('other')).toBe('unknown');
    }
  });

  it('a guard without a database keeps to the first one it has seen', async () => {
    await redis.process();
    const guard = await redis.guard();
    expect(await guard.verdict('a')).toBe('live');
    await redis.client.flushall();
    await stranger();
    expect(await guard.verdict('a')).toBe('unknown');
  });

  it('takes over what an earlier release has stamped, which named no database', async () => {
    const first = await redis.process();
    await redis.client.hdel('{m2m}:meta', 'identity', 'timeline', 'mark', 'epoch');
    await first.pass();
    expect(await redis.client.hgetall('{m2m}:meta')).toMatchObject({ identity: 'database-1', timeline: '1' });
    expect(await first.verdict('a')).toBe('live');
  });

  it('does not hear what the other one announces', async () => {
    const first = await redis.process();
    let heard = 0;
    const told = new Promise<void>((resolve) => {
      first.state.notifier.subscribe(() => {
        heard += 1;
        resolve();
      });
    });
    await eventually(() => redis.client.pubsub('NUMSUB', '{m2m}:changed').then(([, count]) => count), 1);
    for (let n = 0; n < 5; n += 1) await redis.client.publish('{m2m}:changed', 'database-2 1 7');
    first.state.notifier.announce();
    await told;
    // Its own, and at most the one that follows a subscription.
    expect(heard).toBeLessThanOrEqual(2);
  });
});

describe('the default key prefix', () => {
  const random = { bytes: (length: number) => Buffer.alloc(length), uuid: () => '' };
  const clock = { now: () => 0, monotonic: () => 0 };

  it('follows from the issuer, the same in both roles, and differs between issuers', () => {
    const [a, b] = ['https://a.example.com', 'https://b.example.com'].map(defaultKeyPrefix);
    expect(a).toMatch(/^m2m:[0-9a-f]{12}$/);
    expect(a).not.toBe(b);
  });

  it('of a shared state and of a resource server are the keys of one deployment', async () => {
    const redis = await import('../support/redis-server.js').then(({ RedisServer }) => RedisServer.start());
    const issuer = 'https://auth.example.com';
    const state = redisState().providers[0]?.useFactory({ issuer, redis: { url: redis.url } }, clock, random);
    const guard = redisRevocation().providers[0]?.useFactory(
      { issuer, redis: { url: redis.url } },
      {
        now: Date.now,
        monotonic: () => performance.now(),
      },
    );
    const explicit = openState({ url: redis.url, keyPrefix: defaultKeyPrefix(issuer) });
    try {
      const source = new FakeDenialSource();
      await explicit.projection.start(source);
      await explicit.projection.project(source.commit(jtiDenial('ended')));
      await guard?.start();
      expect(await guard?.check(tokenOf('ended'))).toBe('denied');
      expect(await guard?.check(tokenOf('other'))).toBe('live');
    } finally {
      await Promise.all([state?.close(), guard?.close(), explicit.close()]);
      await redis.stop();
    }
  });
});

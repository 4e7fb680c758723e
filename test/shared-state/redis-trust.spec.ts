import { once } from 'node:events';
import { HighestSeq } from '../../libs/m2m-auth/src/storage/redis/highest-seq.js';
import { RedisConnections } from '../../libs/m2m-auth/src/storage/redis/redis-connections.js';
import { RedisRevocationCheck } from '../../libs/m2m-auth/src/storage/redis/redis-revocation-check.js';
import { redisSettings } from '../../libs/m2m-auth/src/storage/redis/redis-settings.js';
import { RedisTrust } from '../../libs/m2m-auth/src/storage/redis/redis-trust.js';
import { FakeClock } from './support/fake-clock.js';
import { tokenOf } from './support/fake-denial-source.js';
import { redisFixture } from './support/redis-fixture.js';

describe('trust in one connection to Redis', () => {
  const redis = redisFixture();
  let connections: RedisConnections;
  let trust: RedisTrust;
  let check: RedisRevocationCheck;
  let clock: FakeClock;

  beforeEach(async () => {
    await redis.process();
    const settings = redisSettings({ url: redis.server.url, commandTimeoutMs: 2_000 });
    clock = new FakeClock();
    connections = new RedisConnections(settings);
    trust = new RedisTrust(connections.check, settings.keys, new HighestSeq(), clock);
    check = new RedisRevocationCheck(connections.check, settings.keys, trust);
    await connections.open();
  });
  afterEach(async () => {
    trust.stop();
    await connections.close();
  });

  it('does not count an answer that was asked for before the comparison on a new connection', async () => {
    await trust.compare();
    expect(await check.check(tokenOf('a'))).toBe('live');
    const ready = once(connections.check, 'ready');
    await redis.client.client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await ready;
    expect(await check.check(tokenOf('a'))).toBe('unknown');
    await trust.compare();
    expect(await check.check(tokenOf('a'))).toBe('live');
  });

  it('ends when no comparison followed for seconds, as in a process that was suspended', async () => {
    await trust.compare();
    clock.advance(3_001);
    expect(await check.check(tokenOf('a'))).toBe('unknown');
    await trust.compare();
    expect(await check.check(tokenOf('a'))).toBe('live');
  });

  it.each(['not-a-number', '-5', '1e3', ''])('does not take %p for a seq', async (seq) => {
    await redis.client.hset('{m2m}:meta', 'seq', seq);
    await trust.compare();
    expect(await check.check(tokenOf('a'))).toBe('unknown');
  });

  it.each(['not-a-number', '-5', '1e3', ''])(
    'does not take %p for a seq as the first it sees',
    async (seq) => {
      await redis.client.hset('{m2m}:meta', 'seq', seq);
      const { keys } = redisSettings({ url: redis.server.url });
      const newcomer = new RedisTrust(connections.check, keys, new HighestSeq(), clock);
      await newcomer.compare();
      expect(newcomer.current).toBe(0);
      newcomer.stop();
    },
  );
});

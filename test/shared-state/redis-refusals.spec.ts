import { Logger } from '@nestjs/common';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { systemClock } from '../../libs/m2m-auth/src/crypto/system-clock.js';
import type { RedisConnectionOptions } from '../../libs/m2m-auth/src/oauth/ports/redis-connection-options.js';
import { RedisRemoteRevocationCheck } from '../../libs/m2m-auth/src/storage/redis/redis-remote-revocation-check.js';
import { eventually } from './support/eventually.js';
import { jtiDenial, tokenOf } from './support/fake-denial-source.js';
import { redisFixture } from './support/redis-fixture.js';

/** As the README lists them. */
const SERVER =
  '+info +ping +watch +unwatch +multi +exec +hget +hmget +hset +hsetnx +set +get +exists +incrby ' +
  '+pexpire +zadd +zincrby +zrem +zscore +zmscore +zrange +zscan +zremrangebyscore +zremrangebyrank ' +
  '+expire +unlink +lpush +ltrim +lrange +publish +subscribe +wait';
const GUARD = '+info +zmscore +hmget +exists';
const REPLICA_GUARD = `${GUARD} +multi +exec +lrange +zscan +subscribe`;
const KEYS = ['~{m2m}:*', '~{m2m:*'];
const CHANNEL = '&{m2m}:changed';

describe('what Redis refuses', () => {
  const redis = redisFixture();
  let told: jest.SpyInstance<unknown, Parameters<Logger['error']>>;
  const guards: RedisRemoteRevocationCheck[] = [];
  beforeEach(() => {
    told = jest.spyOn(Logger.prototype, 'error').mockImplementation();
    jest.spyOn(console, 'warn').mockImplementation();
  });
  afterEach(async () => {
    await Promise.all(guards.splice(0).map((guard) => guard.close()));
  });

  const userWith = async (...rules: string[]): Promise<string> => {
    await redis.client.acl(
      'SETUSER',
      'm2m',
      'reset',
      'on',
      '>word',
      ...rules.flatMap((rule) => rule.split(' ')),
    );
    return redis.server.url.replace('//', '//m2m:word@');
  };
  const guardAt = async (
    url: string,
    own: RedisConnectionOptions = {},
  ): Promise<RedisRemoteRevocationCheck> => {
    const options = { url, commandTimeoutMs: 2_000, connectTimeoutMs: 3_000, ...own };
    const guard = new RedisRemoteRevocationCheck(options, systemClock);
    guards.push(guard);
    await guard.start();
    return guard;
  };
  const lines = (): string[] => told.mock.calls.map(([message]) => String(message));

  it('an authorization server needs exactly the rights of the list', async () => {
    const url = await userWith(SERVER, ...KEYS, CHANNEL);
    const server = await redis.process({ url, check: 'replica' });
    const { state } = server;
    await state.projection.project(redis.source.commit(jtiDenial('ended')));
    await server.pass();
    state.notifier.announce();
    await state.throttle.add('key', 1, 60_000);
    await state.throttle.add('key', 0, 60_000);
    const issuedAt = new Date();
    state.liveTokens.record('client', {
      jti: 'a',
      issuedAt,
      expiresAt: new Date(issuedAt.getTime() + 60_000),
    });
    expect(await state.liveTokens.list('client')).toHaveLength(1);
    state.liveTokens.forget('client', 'a');
    state.liveTokens.forget('client');
    await state.ping();
    expect(await state.inspect('database-1')).toEqual([]);
    expect(await server.verdict('ended')).toBe('denied');
    expect(await server.verdict('other')).toBe('live');
    expect([lines(), state.refusals()]).toEqual([[], []]);
  });

  it.each([
    ['that asks Redis', GUARD, [], undefined],
    ['with a copy', REPLICA_GUARD, [CHANNEL], 'replica'],
  ] as const)(
    'a resource server %s needs exactly the rights of its list, none to write',
    async (_, rights, channel, check) => {
      const server = await redis.process();
      await server.state.projection.project(redis.source.commit(jtiDenial('ended')));
      const guard = await guardAt(await userWith(rights, '%R~{m2m}:*', ...channel), check && { check });
      await eventually(async () => guard.check(tokenOf('other')), 'live');
      expect(await guard.check(tokenOf('ended'))).toBe('denied');
      expect(lines()).toEqual([]);
    },
  );

  it.each([
    ['INFO', `${SERVER} -info`, CHANNEL, 'NOPERM at INFO'],
    ['the channel', SERVER, 'resetchannels', 'NOPERM at SUBSCRIBE (channel)'],
    ['ZADD', `${SERVER} -zadd`, CHANNEL, 'NOPERM at ZADD'],
  ])('without the right to %s: told once, with the remedy', async (_, rights, channel, reason) => {
    const { state } = await redis.process({ url: await userWith(rights, ...KEYS, channel) });
    await eventually(() => Promise.resolve(state.refusals().length > 0), true);
    for (let round = 0; round < 3; round += 1) await state.projection.catchUp(redis.source.committed);
    expect(lines().filter((line) => line.includes(`(${reason})`))).toEqual([
      `Redis refuses (${reason}): grant the rights that the README lists under "Rights in Redis".`,
    ]);
  });

  it('a wrong password is told once, and over when it is right again', async () => {
    await userWith(SERVER, ...KEYS, CHANNEL);
    const { state } = await redis.process({ url: redis.server.url.replace('//', '//m2m:other@') });
    expect(state.refusals()).toEqual([expect.stringMatching(/WRONGPASS\): correct user and password/)]);
    expect(lines()).toHaveLength(1);
    await redis.client.acl('SETUSER', 'm2m', '>other');
    await eventually(() => Promise.resolve(state.refusals().length), 0);
  });

  it('a database that does not exist ends the start, and nothing is written to another one', async () => {
    const { state } = await redis.process({ url: `${redis.server.url}/99` });
    await expect(state.inspect('database-1')).rejects.toThrow(/SELECT.*number of the database/);
    await expect(guardAt(`${redis.server.url}/99`)).rejects.toThrow(/SELECT.*number of the database/);
    expect(await redis.client.dbsize()).toBe(0);
  });

  it('a database that its user may not select is not replaced by the first one', async () => {
    const { state } = await redis.process({
      url: `${await userWith(SERVER, ...KEYS, CHANNEL)}/1`,
    });
    await expect(state.inspect('database-1')).rejects.toThrow(/SELECT/);
    expect(await redis.client.dbsize()).toBe(0);
  });

  it('rediss:// to a port without TLS ends the start', async () => {
    const url = redis.server.url.replace('redis:', 'rediss:');
    const { state } = await redis.process({ url, connectTimeoutMs: 500 });
    await expect(state.inspect('database-1')).rejects.toThrow(/does not speak TLS/);
    await expect(guardAt(url, { connectTimeoutMs: 500 })).rejects.toThrow(/does not speak TLS/);
  });

  it.each(['cluster', 'sentinels'] as const)(
    'TLS to the ports of redis.%s without TLS ends the start, too',
    async (kind) => {
      const { hostname, port } = new URL(redis.server.url);
      const place = {
        [kind]: [{ host: hostname, port: Number(port) }],
        ...(kind === 'sentinels' && { name: 'm' }),
      };
      const options = { url: undefined, ...place, tls: true, connectTimeoutMs: 500 };
      const { state } = await redis.process(options);
      await expect(state.inspect('database-1')).rejects.toThrow(/does not speak TLS/);
      await expect(guardAt('', options)).rejects.toThrow(/does not speak TLS/);
    },
  );

  it('a port that never answers the handshake is told, and the start goes on', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    try {
      const url = `rediss://127.0.0.1:${(silent.address() as AddressInfo).port}`;
      const { state } = await redis.process({ url, connectTimeoutMs: 300 });
      expect(state.refusals()).toEqual([expect.stringMatching(/ETIMEDOUT over TLS\): nobody answers/)]);
      await state.inspect('database-1');
    } finally {
      silent.close();
    }
  });
});

import { systemClock } from '../../libs/m2m-auth/src/crypto/system-clock.js';
import type { Denial } from '../../libs/m2m-auth/src/domain/changes/denial.js';
import { RedisGuard } from '../../libs/m2m-auth/src/storage/redis/redis-guard.js';
import { RedisRemoteRevocationCheck } from '../../libs/m2m-auth/src/storage/redis/redis-remote-revocation-check.js';
import { eventually } from './support/eventually.js';
import { jtiDenial, tokenOf } from './support/fake-denial-source.js';
import { redisFixture } from './support/redis-fixture.js';

const SHARDS = 3;
/** May look, and nothing else; and what a copy takes besides. */
const READER = ['reader', 'on', '>secret', '~*', '+info', '+zmscore', '+hmget', '+exists'];
const COPIER = ['&*', '+multi', '+exec', '+lrange', '+zscan', '+subscribe'];
const denyOf = (shard: number, shards = SHARDS): string => `{m2m:${shard}/${shards}}:deny`;

describe('denials in several shards', () => {
  const redis = redisFixture({ shards: SHARDS });
  const shardsOf = async (member: string): Promise<number[]> => {
    const found = await Promise.all([0, 1, 2].map((shard) => redis.client.zscore(denyOf(shard), member)));
    return found.flatMap((score, shard) => (score === null ? [] : [shard]));
  };
  const epochDenial = (epoch: number): Denial => ({ ...jtiDenial(String(epoch)), kind: 'epoch' });
  const kidDenial = (kid: string): Denial => ({ ...jtiDenial(kid), kind: 'kid' });

  it.each([
    ['as it is revoked', (process) => process.state.projection.project(redis.source.commit(...all()))],
    ['in a pass', (process) => (redis.source.commit(...all()), process.pass())],
    [
      'in a rebuild',
      async (process) => (redis.source.commit(...all()), await redis.client.flushall(), process.pass()),
    ],
  ] as [string, (process: Awaited<ReturnType<typeof redis.process>>) => Promise<void>][])(
    'stand where a guard asks for the tokens they concern, %s: by epoch, or everywhere',
    async (_when, learn) => {
      const process = await redis.process();
      await learn(process);
      const places = ['epoch:4', 'jti:of-5', 'jti:of-nobody-knows', 'kid:k-2'].map(shardsOf);
      expect(await Promise.all(places)).toEqual([[1], [2], [0, 1, 2], [0, 1, 2]]);
      const guard = await redis.guard();
      expect(await guard.verdict('any', 4)).toBe('denied');
      expect(await guard.verdict('of-5', 5)).toBe('denied');
      for (const epoch of [6, 7, 8]) {
        expect(await guard.verdict('of-nobody-knows', epoch)).toBe('denied');
        expect(await guard.state.projection.check(tokenOf('any', epoch, 'k-2'))).toBe('denied');
        expect(await guard.verdict('any', epoch)).toBe('live');
      }
    },
  );
  const all = (): Denial[] => [
    epochDenial(4),
    { ...jtiDenial('of-5'), epoch: 5 },
    jtiDenial('of-nobody-knows'),
    kidDenial('k-2'),
  ];

  it('are lost and rebuilt for each shard alone: guards of the others go on', async () => {
    const [server, guard] = [await redis.process(), await redis.guard()];
    await redis.client.del(denyOf(1));
    const verdicts = () => Promise.all([3, 4, 5].map((epoch) => guard.verdict('a', epoch)));
    expect(await verdicts()).toEqual(['live', 'unknown', 'live']);
    expect(guard.state.projection.progress.trusted).toBe(true);
    await server.pass();
    expect(await verdicts()).toEqual(['live', 'live', 'live']);
    expect(server.state.projection.progress).toMatchObject({ rebuilds: SHARDS + 1 });
  });

  it('are acknowledged only by all that they concern', async () => {
    const process = await redis.process();
    await redis.client.set('{m2m:1/3}:log', 'takes no list');
    const revoke = (denial: Denial) => process.state.projection.project(redis.source.commit(denial));
    await expect(revoke(kidDenial('k-2'))).rejects.toMatchObject({ status: 503 });
    await expect(revoke(epochDenial(4))).rejects.toMatchObject({ status: 503 });
    await expect(revoke(epochDenial(3))).resolves.toBeUndefined();
    expect(await shardsOf('kid:k-2')).toEqual([0, 1, 2]);
  });

  it('are not those of another number of shards: guards cannot tell from them until they are built', async () => {
    redis.source.commit(epochDenial(4), epochDenial(6));
    await redis.process();
    for (const shards of [1, 2, 4]) {
      const guard = await redis.guard({ shards });
      const verdicts = () => Promise.all([4, 5, 6, 7].map((epoch) => guard.verdict('a', epoch)));
      expect(await verdicts()).toEqual(Array(4).fill('unknown'));
      await redis.process({ shards });
      expect(await verdicts()).toEqual(['denied', 'live', 'denied', 'live']);
    }
  });

  it('under the keys of before while there is one shard only', async () => {
    await redis.process({ shards: 1 });
    expect((await redis.client.keys('*')).sort()).toEqual(['{m2m}:confirmed', '{m2m}:deny', '{m2m}:meta']);
  });

  it('say how far they are by the one that is furthest behind', async () => {
    const process = await redis.process();
    redis.source.commit(jtiDenial('a'));
    await redis.client.set('{m2m:1/3}:log', 'takes no list');
    await process.pass();
    const { projection } = process.state;
    expect(projection.progress.projectedSeq).toBe(0);
    await redis.client.del('{m2m:1/3}:log');
    await process.pass();
    expect(projection.progress.projectedSeq).toBe(1);
  });

  describe.each(['projection', 'replica'] as const)(
    'asked by a service that only accepts tokens, %s',
    (check) => {
      it('deny there what is revoked, and nothing else', async () => {
        const server = await redis.process();
        await redis.client.call('ACL', 'SETUSER', ...READER, ...(check === 'replica' ? COPIER : []));
        const url = redis.server.url.replace('redis://', 'redis://reader:secret@');
        const options = { url, shards: SHARDS, check, commandTimeoutMs: 2_000 };
        const guard = new RedisRemoteRevocationCheck(options, systemClock);
        try {
          expect(guard.check(tokenOf('a', 4))).toBe('unknown');
          const follow = jest.spyOn(RedisGuard.prototype, 'follow');
          await guard.start();
          if (check === 'replica') {
            // Told as it begins to listen, and then by every message.
            expect(await eventually(() => follow.mock.calls.length >= SHARDS, true)).toBe(true);
            follow.mockClear();
            await redis.client.publish('{m2m}:changed', '');
            expect(await eventually(() => follow.mock.calls.length >= SHARDS, true)).toBe(true);
          }
          const verdict = async (epoch: number, kid = 'k') => guard.check(tokenOf('a', epoch, kid));
          expect(await Promise.all([3, 4, 5].map((epoch) => verdict(epoch)))).toEqual([
            'live',
            'live',
            'live',
          ]);
          await server.state.projection.project(redis.source.commit(epochDenial(4), kidDenial('k-2')));
          expect(await eventually(() => verdict(4), 'denied')).toBe('denied');
          expect(await eventually(() => verdict(5, 'k-2'), 'denied')).toBe('denied');
          expect(await verdict(7)).toBe('live');
        } finally {
          await guard.close();
        }
      });
    },
  );
});

import { Logger } from '@nestjs/common';
import { systemClock } from '../../libs/m2m-auth/src/crypto/system-clock.js';
import { systemRandom } from '../../libs/m2m-auth/src/crypto/system-random.js';
import { M2MAuthCore } from '../../libs/m2m-auth/src/modules/authorization-server/core.js';
import type { RevocationOptions } from '../../libs/m2m-auth/src/modules/authorization-server/options.js';
import { resolveOptions } from '../../libs/m2m-auth/src/modules/authorization-server/resolved-options.js';
import { MemoryPersistence } from '../../libs/m2m-auth/src/storage/memory/index.js';
import { RedisServer } from '../support/redis-server.js';
import { eventually } from './support/eventually.js';
import { openState, ownPrefix } from './support/redis-state.js';

/** Redis goes away, then the truth does too: nobody can tell, and the mode decides. */
describe('guards while neither Redis nor the database answers', () => {
  let redis: RedisServer;
  let persistence: MemoryPersistence;
  let core: M2MAuthCore | undefined;
  let told: string[];
  let epoch: number;

  beforeEach(async () => {
    redis = await RedisServer.start();
    told = [];
    jest
      .spyOn(Logger.prototype, 'error')
      .mockImplementation((message: unknown) => void told.push(String(message)));
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  });
  afterEach(async () => {
    await core?.stop();
    await redis.stop();
    jest.restoreAllMocks();
  });

  const start = async (revocation: RevocationOptions): Promise<M2MAuthCore> => {
    const given = { issuer: 'https://auth.example.com', audience: 'https://api.example.com', revocation };
    persistence = new MemoryPersistence(systemClock);
    const started = new M2MAuthCore({
      options: resolveOptions(given, { production: false, durable: false }),
      persistence,
      sharedState: openState({ url: redis.url, keyPrefix: ownPrefix(), commandTimeoutMs: 500 }),
      clock: systemClock,
      random: systemRandom,
    });
    core = started;
    await started.start();
    const { version } = started.feed;
    await started.services.clients.register({ clientId: 'a', name: 'A', scopes: [] });
    // A change empties what is remembered: wait until this one, told by the process itself, was read as well.
    expect(await eventually(() => started.feed.version, version + 2)).toBe(version + 2);
    epoch = (await persistence.clients.findForAuthentication('a'))?.secrets[0]?.epoch ?? Number.NaN;
    return started;
  };
  const loseTheTruth = (): void => {
    for (const method of ['isDenied', 'changesAfter', 'snapshotDenials'] as const) {
      jest.spyOn(persistence.revocations, method).mockRejectedValue(new Error('down'));
    }
  };
  const verdict = (jti: string, process = core) =>
    process?.revocations.check({ jti, epoch, kid: 'k' }) ?? Promise.reject(new Error('not started'));

  it('cannot tell in mode closed, the default', async () => {
    await start({});
    expect(await verdict('seen')).toBe('live');
    await redis.kill();
    loseTheTruth();
    expect(await verdict('seen')).toBe('unknown');
  });

  it('let through in mode grace what was live a moment ago and nothing else, and say so in the log', async () => {
    await start({ mode: 'grace' });
    expect(await verdict('seen')).toBe('live');
    await redis.kill();
    loseTheTruth();
    expect([await verdict('seen'), await verdict('never seen')]).toEqual(['live', 'unknown']);
    expect(told.filter((line) => line.includes('mode grace'))).toHaveLength(1);
  });

  it('let through in mode grace for as long as it is said, and no longer', async () => {
    await start({ mode: 'grace', graceMs: 1 });
    expect(await verdict('seen')).toBe('live');
    await redis.kill();
    loseTheTruth();
    expect(await verdict('seen')).toBe('unknown');
  });

  it.each([
    ['one token', (process: M2MAuthCore) => process.revocation.revokeToken('a', { jti: 'seen' })],
    ['all tokens', (process: M2MAuthCore) => process.revocation.revokeAllTokens('a')],
  ])(
    'refuse in mode grace what this process has committed to end and could not project: %s',
    async (_, revoke) => {
      const process = await start({ mode: 'grace' });
      expect(await verdict('seen')).toBe('live');
      await redis.kill();
      await expect(revoke(process)).rejects.toMatchObject({ status: 503 });
      loseTheTruth();
      expect(await verdict('seen')).toBe('denied');
    },
  );
});

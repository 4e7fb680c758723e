import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { systemClock } from '../../../libs/m2m-auth/src/crypto/system-clock.js';
import { systemRandom } from '../../../libs/m2m-auth/src/crypto/system-random.js';
import type { RedisStateOptions } from '../../../libs/m2m-auth/src/domain/shared-state/redis-state-options.js';
import type { Clock } from '../../../libs/m2m-auth/src/oauth/ports/clock.js';
import type { RevocationVerdict } from '../../../libs/m2m-auth/src/oauth/ports/revocation-check.js';
import { RedisConnections } from '../../../libs/m2m-auth/src/storage/redis/redis-connections.js';
import { redisSharedState } from '../../../libs/m2m-auth/src/storage/redis/redis-shared-state.js';
import { FakeDenialSource, tokenOf } from './fake-denial-source.js';

export type RedisSharedState = ReturnType<typeof redisSharedState>;

/** A wait long enough for a busy test machine; what depends on a short one says so. */
const PATIENT = { commandTimeoutMs: 2_000, connectTimeoutMs: 3_000 };

export const openState = (options: RedisStateOptions, clock: Clock = systemClock): RedisSharedState =>
  redisSharedState({ ...PATIENT, ...options }, clock, systemRandom);

export const ownPrefix = (): string => `test-${randomUUID()}`;

/** One process: its state, and a door to what its guards answer. The loop is the test's own hand: `pass`. */
export class FakeProcess {
  readonly state: RedisSharedState;

  constructor(
    options: RedisStateOptions,
    readonly source: FakeDenialSource,
    clock?: Clock,
  ) {
    this.state = openState(options, clock);
  }

  static async start(
    options: RedisStateOptions,
    source: FakeDenialSource,
    clock?: Clock,
  ): Promise<FakeProcess> {
    const process = new FakeProcess(options, source, clock);
    await process.state.projection.start(source);
    return process;
  }

  /** A guard that cannot reach the truth: it has what Redis says and nothing else. */
  static async startGuard(options: RedisStateOptions, clock?: Clock): Promise<FakeProcess> {
    const source = new FakeDenialSource();
    source.broken = true;
    return FakeProcess.start(options, source, clock);
  }

  /** The guard's answer after a comparison of trust, which otherwise comes each second. */
  async verdict(jti: string, epoch?: number): Promise<RevocationVerdict> {
    await this.state.projection.compareNow();
    return this.state.projection.check(tokenOf(jti, epoch));
  }

  async pass(): Promise<void> {
    await this.state.projection.catchUp(this.source.committed);
  }
}

/**
 * Runs `hook` once, between what a pass or a rebuild has looked at under WATCH and its next EXEC. Ends with
 * `jest.restoreAllMocks()`.
 */
export const beforeNextExec = (hook: (connection: Redis) => Promise<void>): { readonly ran: boolean } => {
  const progress = { ran: false };
  const original = Object.getOwnPropertyDescriptor(RedisConnections.prototype, 'dedicate');
  const dedicate = original?.value as (this: RedisConnections, ms: number) => Promise<Redis>;
  jest.spyOn(RedisConnections.prototype, 'dedicate').mockImplementation(async function (
    this: RedisConnections,
    ms,
  ) {
    const connection = await dedicate.call(this, ms);
    const begin = connection.multi.bind(connection) as () => ReturnType<Redis['multi']>;
    connection.multi = (() => {
      const transaction = begin();
      const exec = transaction.exec.bind(transaction);
      transaction.exec = async () => {
        if (!progress.ran) {
          progress.ran = true;
          await hook(connection);
        }
        return exec();
      };
      return transaction;
    }) as Redis['multi'];
    return connection;
  });
  return progress;
};

import type { Redis } from 'ioredis';
import type { Clock } from '../../oauth/ports/clock.js';
import type {
  RemoteRevocationCheck,
  RevocationVerdict,
  TokenIdentity,
} from '../../oauth/ports/revocation-check.js';
import { bounded } from './bounded.js';
import { HighestSeq } from './highest-seq.js';
import { redisOpener, type RedisOpener } from './open-redis.js';
import { endConnection, makeConnection, patienceOf } from './redis-connection.js';
import { RedisRevocationCheck } from './redis-revocation-check.js';
import type { RedisSettings } from './redis-settings.js';
import { RedisTrust } from './redis-trust.js';

/**
 * The check of a process without the database: one connection, on which nothing is ever written. Where Redis cannot
 * tell, nobody can.
 */
export class RedisRemoteRevocationCheck implements RemoteRevocationCheck {
  private readonly opener: RedisOpener;
  private readonly connection: Redis;
  private readonly trust: RedisTrust;
  private readonly guard: RedisRevocationCheck;

  constructor(
    private readonly settings: RedisSettings,
    clock: Clock,
  ) {
    this.opener = redisOpener(settings, () => this.leave());
    this.connection = makeConnection(settings, this.opener);
    this.trust = new RedisTrust(this.connection, settings.keys, new HighestSeq(), clock);
    this.guard = new RedisRevocationCheck(this.connection, settings.keys, this.trust);
  }

  async start(): Promise<void> {
    this.opener.serving?.watch();
    try {
      await bounded(this.connection.connect(), patienceOf(this.settings));
      await this.trust.compare();
    } catch {
      // Out of reach: it goes on trying by itself, and until then the answer is that nobody can tell.
    }
  }

  check(token: TokenIdentity): RevocationVerdict | Promise<RevocationVerdict> {
    return this.guard.check(token);
  }

  async close(): Promise<void> {
    this.trust.stop();
    this.opener.serving?.stop();
    await endConnection(this.connection);
  }

  /** Another node serves us now: an old one may take itself for the master still, or not answer at all. */
  private leave(): void {
    if (this.connection.status === 'ready') this.connection.disconnect(true);
  }
}

import { createHash } from 'node:crypto';
import type { ThrottleCount, ThrottleCounter } from '../../domain/throttling/throttle-counter.js';
import { RefusalPacer } from '../../domain/throttling/refusal-pacer.js';
import { tooManyRequests } from '../../oauth/errors.js';
import { addressPrefix } from './address-prefix.js';

/** Whoever confuses the two fields presents a secret as client_id: it must not be readable where it is counted. */
const digest = (clientId: string): string => createHash('sha256').update(clientId).digest('base64url');

/** Limits of the OAuth endpoints. */
export interface ThrottlePolicy {
  /** Length of the window in milliseconds. */
  readonly windowMs: number;
  /** Failed authentications of one client from one address prefix in a window. */
  readonly limit: number;
  /** Requests of any kind from one address prefix in a window. */
  readonly addressLimit: number;
  /** `all` counts successful authentications against `limit` as well. */
  readonly counts: 'failures' | 'all';
}

/** One authentication that was let through to the secret. */
export interface ThrottledAttempt {
  readonly addressPrefix: string;
  /** To be called when the secret was wrong. */
  failed(): Promise<void>;
}

/**
 * Throttles the OAuth endpoints before authentication, so that refused attempts count too. Failures are counted by
 * client and address prefix: nobody can lock a client out from elsewhere.
 */
export class EndpointThrottle {
  private readonly refusals = new RefusalPacer();

  constructor(
    private readonly counter: ThrottleCounter,
    private readonly policy: ThrottlePolicy | null,
  ) {}

  /** Counts a request. @throws OAuthError 429 with Retry-After (RFC 6585 §4) when its address has sent too many. */
  async admit(address: string | undefined): Promise<void> {
    if (!this.policy) return;
    const key = `address:${addressPrefix(address)}`;
    const counted = await this.counter.add(key, 1, this.policy.windowMs);
    if (counted.count > this.policy.addressLimit) await this.refuse(counted);
  }

  /** @throws OAuthError 429 with Retry-After when this client has failed too often from this address. */
  async attempt(clientId: string, address: string | undefined): Promise<ThrottledAttempt> {
    const { policy } = this;
    const prefix = addressPrefix(address);
    if (!policy) return { addressPrefix: prefix, failed: () => Promise.resolve() };
    const key = `client:${prefix}:${digest(clientId)}`;
    if (policy.counts === 'all') {
      const counted = await this.counter.add(key, 1, policy.windowMs);
      if (counted.count > policy.limit) await this.refuse(counted);
      return { addressPrefix: prefix, failed: () => Promise.resolve() };
    }
    const failures = await this.counter.add(key, 0, policy.windowMs);
    if (failures.count >= policy.limit) await this.refuse(failures);
    return {
      addressPrefix: prefix,
      failed: async () => {
        await this.counter.add(key, 1, policy.windowMs);
      },
    };
  }

  private async refuse({ resetMs }: ThrottleCount): Promise<never> {
    await this.refusals.turn();
    throw tooManyRequests(Math.max(1, Math.ceil(resetMs / 1_000)));
  }
}

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
  /** Failed requests of any kind from one address prefix in a window; with `all` every request. */
  readonly addressLimit: number;
  /** `all` counts successful authentications against `limit` as well, and every request against `addressLimit`. */
  readonly counts: 'failures' | 'all';
}

/**
 * Throttles the OAuth endpoints. Failures are counted by client and address prefix: nobody can lock a client out from
 * elsewhere. With `failures` the increment itself decides between the refusal and 429, so that the limit is exact however many
 * fail at once, and what succeeds is neither counted nor asked about.
 */
export class EndpointThrottle {
  private readonly refusals = new RefusalPacer();

  constructor(
    private readonly counter: ThrottleCounter,
    private readonly policy: ThrottlePolicy | null,
  ) {}

  /** True when every request counts, whatever becomes of it. */
  get countsAll(): boolean {
    return this.policy?.counts === 'all';
  }

  /**
   * With `all` counts a request before anything else is done for it.
   *
   * @param subject whose credentials it presents; null when it presents none.
   * @throws OAuthError 429 with Retry-After (RFC 6585 §4) when there were too many.
   */
  async admit(subject: string | null, address: string | undefined): Promise<void> {
    if (this.policy?.counts === 'all') await this.add(subject, address, this.policy);
  }

  /**
   * With `failures` only looks, before work that costs: nothing is to be computed for those who will be refused.
   *
   * @throws OAuthError 429 when this subject, or its address, has failed too often.
   */
  async look(subject: string, address: string | undefined): Promise<void> {
    const { policy } = this;
    if (policy?.counts !== 'failures') return;
    const [failures, ofAddress] = await Promise.all([
      this.counter.add(subjectKey(subject, address), 0, policy.windowMs),
      this.counter.add(addressKey(address), 0, policy.windowMs),
    ]);
    if (failures.count >= policy.limit) await this.refuse(failures);
    if (ofAddress.count >= policy.addressLimit) await this.refuse(ofAddress);
  }

  /**
   * With `failures` counts one.
   *
   * @param subject whose credentials failed; null when there were none.
   * @throws OAuthError 429 in place of the refusal, when it was one too many.
   */
  async failed(subject: string | null, address: string | undefined): Promise<void> {
    if (this.policy?.counts === 'failures') await this.add(subject, address, this.policy);
  }

  private async add(
    subject: string | null,
    address: string | undefined,
    { windowMs, limit, addressLimit }: ThrottlePolicy,
  ): Promise<void> {
    await Promise.all([
      subject === null ? null : this.count(subjectKey(subject, address), windowMs, limit),
      this.count(addressKey(address), windowMs, addressLimit),
    ]);
  }

  private async count(key: string, windowMs: number, limit: number): Promise<void> {
    const counted = await this.counter.add(key, 1, windowMs);
    if (counted.count > limit) await this.refuse(counted);
  }

  private async refuse({ resetMs }: ThrottleCount): Promise<never> {
    await this.refusals.turn();
    throw tooManyRequests(Math.max(1, Math.ceil(resetMs / 1_000)));
  }
}

const addressKey = (address: string | undefined): string => `address:${addressPrefix(address)}`;

const subjectKey = (subject: string, address: string | undefined): string =>
  `client:${addressPrefix(address)}:${digest(subject)}`;

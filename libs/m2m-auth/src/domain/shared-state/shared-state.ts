import type { ChangeNotifier } from '../changes/change-notifier.js';
import type { RevocationProjection } from '../changes/revocation-projection.js';
import type { ThrottleCounter } from '../throttling/throttle-counter.js';
import type { LiveTokenRegister } from '../revocation/live-token-register.js';

/** DI token of the {@link SharedState}. */
export const SHARED_STATE = Symbol.for('nestjs-m2m-auth/shared-state');

/** What all processes of one authorization server share beside the database; nothing in it is the truth. */
export interface SharedState {
  /** True when other processes see it too. False: this process alone; others then follow within a second. */
  readonly distributed: boolean;
  readonly projection: RevocationProjection;
  readonly notifier: ChangeNotifier;
  readonly liveTokens: LiveTokenRegister;
  readonly throttle: ThrottleCounter;
  /**
   * For the start, once connected: what an operator should know of the store, in sentences without addresses. Empty
   * when it is out of reach; bounded.
   *
   * @param identity of the database that this process serves.
   * @throws Error that names the remedy when this store can never work, or holds what belongs to another database.
   */
  inspect(identity: string): Promise<readonly string[]>;
  /** What the store refuses at present, each a sentence with its remedy, without names and addresses. */
  refusals(): readonly string[];
  /** Resolves when the store answers; rejects in bounded time when it does not. For health checks. */
  ping(): Promise<void>;
  /** Ends every timer and connection. Resolves when done; may be called again. */
  close(): Promise<void>;
}

import type { RevocationProjection } from '../../domain/changes/revocation-projection.js';

/** A projection in Redis: the whole, or one shard of it. */
export interface DenialShard extends RevocationProjection {
  /** Looks now whether guards may believe what they ask, instead of in a moment. Never throws. */
  compareNow(): Promise<void>;
  /** Takes in what was added elsewhere: "read now" was said. Never throws. */
  follow(): Promise<void>;
}

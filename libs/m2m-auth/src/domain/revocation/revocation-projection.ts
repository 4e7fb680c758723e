import type { RevocationCheck } from '../../oauth/ports/revocation-check.js';
import type { CommittedDenial } from './denial.js';
import type { ProjectionProgress } from './revocation-metrics.js';

/** One snapshot of the truth: every live denial, and the counter as of the same instant. */
export interface DenialSnapshot {
  readonly denials: readonly CommittedDenial[];
  readonly seq: number;
}

/** The part of the truth that a projection reads for itself when it has to be rebuilt. */
export interface DenialSource {
  /** All denials that have not expired, and the counter, in one snapshot of the primary. Bounded; throws when it cannot. */
  snapshotDenials(): Promise<DenialSnapshot>;
  /** Denials with `after < seq ≤ through`, ascending, from the primary. */
  denialsBetween(after: number, through: number): Promise<readonly CommittedDenial[]>;
}

/**
 * The copy of the denials that guards ask (revocation-protocol: check, revoke step 2, loop step 2, rebuild).
 * `check` answers `unknown` whenever the copy cannot be shown to be whole; the caller then asks the truth.
 */
export interface RevocationProjection extends RevocationCheck {
  /** Connects and projects once. Resolves when done or when the store is out of reach (the loop goes on trying); never throws for that. */
  start(source: DenialSource): Promise<void>;
  /**
   * Puts committed denials where every guard sees them. Resolves only when the projection has acknowledged.
   * Throws otherwise: the revocation stands in the truth, the loop will project it, the caller answers 503.
   */
  project(denials: readonly CommittedDenial[]): Promise<void>;
  /** One pass of the loop, within two seconds of a read of the truth that found the counter at `committed`. */
  catchUp(committed: number): Promise<void>;
  /** True once it has been whole in this process. For readiness. */
  readonly projectedOnce: boolean;
  /** For metrics: how far it has come. */
  readonly progress: ProjectionProgress;
  close(): Promise<void>;
}

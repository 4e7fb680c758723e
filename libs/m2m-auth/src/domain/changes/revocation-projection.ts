import type { RevocationCheck } from '../../oauth/ports/revocation-check.js';
import type { Position } from './position.js';
import type { CommittedDenial, Denial } from './denial.js';
import type { ProjectionProgress } from './revocation-metrics.js';

/** One snapshot of the truth: every live denial, and where it stood at the same instant. */
export interface DenialSnapshot {
  readonly denials: readonly CommittedDenial[];
  readonly position: Position;
}

/** The denials in the truth. */
export interface DenialReader {
  /** All denials that have not expired, and the position, in one snapshot of the primary. Bounded; throws when it cannot. */
  snapshotDenials(): Promise<DenialSnapshot>;
  /** Denials with `after < seq ≤ through`, ascending, from the primary. */
  denialsBetween(after: number, through: number): Promise<readonly CommittedDenial[]>;
}

/** The part of the truth that a projection reads for itself when it has to be rebuilt. */
export interface DenialSource extends DenialReader {
  /**
   * Compares what a projection was stamped with to the truth. When the truth's history does not hold that position, it has gone
   * back: then a new timeline begins, with everything that `recall` still knows.
   *
   * @returns where the truth stands now. @throws when the truth cannot be read or is another database.
   */
  reconcile(stamp: Position, recall: () => Promise<readonly Denial[]>): Promise<Position>;
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
  /**
   * One pass of the loop, within two seconds of a read of the truth that found it at `position`.
   *
   * @throws ForeignDatabaseError when the store holds the projection of another database. Nothing was written there.
   */
  catchUp(position: Position): Promise<void>;
  /** Every denial that it holds, for a truth that may have lost some. */
  recall(): Promise<readonly Denial[]>;
  /** True once it has been whole in this process. For readiness. */
  readonly projectedOnce: boolean;
  /** For metrics: how far it has come. */
  readonly progress: ProjectionProgress;
  close(): Promise<void>;
}

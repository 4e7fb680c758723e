/** How far a projection has come, as this process knows it. */
export interface ProjectionProgress {
  /** The seq through which it is known to hold every denial. */
  readonly projectedSeq: number;
  /** The timeline of that seq; 0 before there is one. */
  readonly timeline: number;
  /** Monotonic milliseconds from before the last read of the truth that it was made to agree with; null before the first. */
  readonly agreedAt: number | null;
  /** Guards believe it now. */
  readonly trusted: boolean;
  /** How often this process has filled it from the truth, from the ground up. */
  readonly rebuilds: number;
}

/** How well the guards of this process know the revocations, for dashboards and alerts. */
export interface RevocationMetrics {
  /** The seq through which the projection is known to hold every denial. */
  readonly projectedSeq: number;
  /** The first characters of the database's identity, for telling deployments apart; null before it was read. */
  readonly identity: string | null;
  /** The history of the database that the projection mirrors. It rises when the database has been put back. */
  readonly timeline: number;
  /** The seq of the last change that this process has read from the database. Above `projectedSeq`: some are on their way. */
  readonly committedSeq: number;
  /**
   * Milliseconds since the projection was last known to agree with the database; null before the first time. About a
   * second at most while all is well; it grows while Redis or the database does not answer.
   */
  readonly lagMs: number | null;
  /** False: guards ask the database instead. */
  readonly trusted: boolean;
  /** How often this process has rebuilt the projection. It moves when Redis has lost data, restarted or failed over. */
  readonly rebuilds: number;
}

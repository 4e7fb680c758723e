/** How the audit of the OAuth endpoints fares in this process, since its start. */
export interface AuditMetrics {
  /** Events at the endpoints. */
  readonly recorded: number;
  /** Records written: many events may stand in one. */
  readonly written: number;
  /** Records that wait for the store. More than a few for seconds: it does not take them. */
  readonly waiting: number;
  /** Events that were not kept. Should be 0. */
  readonly dropped: number;
  /** Kinds of events whose minute is not over. */
  readonly kinds: number;
}

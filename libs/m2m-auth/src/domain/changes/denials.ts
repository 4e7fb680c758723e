/** How long a denial must outlast the tokens it concerns. In seconds. */
export interface TokenLifetimeBound {
  /** The largest lifetime the server permits, not the client's present one: that may have been longer before. */
  readonly maxLifetimeSeconds: number;
  readonly clockSkewSeconds: number;
}

/** When the last token that could be alive now is dead, by the database's clock. */
export const deathOfLastToken = (now: Date, bound: TokenLifetimeBound): Date =>
  new Date(now.getTime() + (bound.maxLifetimeSeconds + bound.clockSkewSeconds) * 1_000);

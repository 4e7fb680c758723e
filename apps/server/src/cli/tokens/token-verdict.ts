/** What was found out about a token, and how. */
export interface TokenVerdict {
  /** True: every guard lets it in. Null: the issuer could not be asked. */
  readonly good: boolean | null;
  readonly reason: string;
}

export const good = (reason: string): TokenVerdict => ({ good: true, reason });
export const bad = (reason: string): TokenVerdict => ({ good: false, reason });
export const undecided = (reason: string): TokenVerdict => ({ good: null, reason });

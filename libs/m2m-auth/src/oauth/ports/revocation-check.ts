/** By what a token can be denied: itself, the credential it was issued to (its epoch), the key that signed it. */
export interface TokenIdentity {
  readonly jti: string;
  readonly epoch: number;
  readonly kid: string;
}

/** `unknown` means that nobody could tell: a guard answers 503, never lets through and never answers 401. */
export type RevocationVerdict = 'live' | 'denied' | 'unknown';

/** The read-only side of revocation, all that a resource server needs. */
export interface RevocationCheck {
  /** Never throws; bounded in time. Answers without a promise when it can. */
  check(token: TokenIdentity): RevocationVerdict | Promise<RevocationVerdict>;
}

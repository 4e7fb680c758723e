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

/** DI token of the {@link RemoteRevocationCheck} of a service that only accepts tokens. */
export const REVOCATION_CHECK = Symbol.for('nestjs-m2m-auth/revocation-check');

/** A check by a process that neither issues nor ends tokens, with what it has to open and close for that. */
export interface RemoteRevocationCheck extends RevocationCheck {
  /**
   * Resolves when it can answer, or when the time for it is over and it goes on trying.
   *
   * @throws M2MAuthOptionsError when no further try can succeed with these options.
   */
  start(): Promise<void>;
  /** Ends every timer and connection. May be called again. */
  close(): Promise<void>;
}

/** A token that was issued and has not expired. Never the token itself. */
export interface LiveToken {
  readonly jti: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** The optional register of the newest live tokens of each client, for `GET …/tokens`. Lossy by design: revocation never reads it. */
export interface LiveTokenRegister {
  /** Fire and forget: issuing never waits for it and never fails because of it. */
  record(clientId: string, token: LiveToken): void;
  /** Newest first, at most 1,000. Throws `temporarily_unavailable` when it cannot answer. */
  list(clientId: string): Promise<readonly LiveToken[]>;
  /** Forgets a client's tokens, after they were all revoked. Fire and forget. */
  forget(clientId: string, jti?: string): void;
}

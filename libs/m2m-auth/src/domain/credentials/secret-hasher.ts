/** The slow lane for secrets a person may have chosen: bcrypt behind a semaphore. */
export interface SlowSecretHasher {
  /** `bcrypt-sha256:$2b$12$…`: bcrypt of base64(SHA-256(secret)), since bcrypt alone reads 72 bytes. */
  hash(secret: string): Promise<string>;
  /**
   * True when the secret matches. Always costs one bcrypt of the full work factor: against a dummy when `hash` is
   * null or malformed, with dummies that make up the work after an imported hash of lower cost.
   *
   * @param fairnessKey whose turn this is; nobody's flood can take all places of the queue.
   * @throws OAuthError `temporarily_unavailable` when the queue is full or the wait too long.
   */
  verify(secret: string, hash: string | null, fairnessKey: string): Promise<boolean>;
  /** True for a hash that should be replaced now that its secret is known. */
  needsRehash(hash: string): boolean;
}

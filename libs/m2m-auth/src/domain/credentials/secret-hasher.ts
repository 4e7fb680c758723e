/**
 * Who waits in the slow lane: `known` is the operator, and whoever has presented the same secret rightly in the last
 * hours. Everybody else is a stranger, and takes no place of the known.
 */
export type LaneRank = 'known' | 'stranger';

/** The slow lane for secrets a person may have chosen: bcrypt behind a semaphore. */
export interface SlowSecretHasher {
  /** `bcrypt-sha256:$2b$12$…`: bcrypt of base64(SHA-256(secret)), since bcrypt alone reads 72 bytes. */
  hash(secret: string): Promise<string>;
  /**
   * True when the secret matches. Always costs one bcrypt of the full work factor: against a dummy when `hash` is
   * null or malformed, with dummies that make up the work after an imported hash of lower cost.
   *
   * @param fairnessKey whose turn this is; nobody's flood can take all places of the queue.
   * @param rank `stranger` when left out.
   * @throws OAuthError `temporarily_unavailable` when the queue is full or the wait too long.
   */
  verify(secret: string, hash: string | null, fairnessKey: string, rank?: LaneRank): Promise<boolean>;
  /** Milliseconds that one verification takes lately, without the wait before it; 0 before the first one. */
  readonly usualMs: number;
  /** True for a hash that should be replaced now that its secret is known. */
  needsRehash(hash: string): boolean;
}

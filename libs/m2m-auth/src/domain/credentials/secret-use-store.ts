/** How long ago a secret was used, in milliseconds: a span means the same on every machine, a time does not. */
export interface SecretUse {
  readonly secretId: string;
  readonly agoMs: number;
}

/** Where the last use of each secret is kept. */
export interface SecretUseStore {
  /**
   * Moves the `lastUsedAt` of these secrets forward, never back, on the database's clock. It is no change of their clients,
   * so no cache is told. Waits for nobody: answers the ids of secrets that another transaction holds and that were
   * therefore left alone. Secrets that are gone are passed over.
   */
  recordSecretUses(uses: readonly SecretUse[]): Promise<readonly string[]>;
}

import type { Page } from '../stores/page.js';
import type { StoredSigningKey } from './signing-key.js';

export type NewSigningKey = Omit<StoredSigningKey, 'createdAt'>;

export type SigningKeyChanges = Partial<
  Pick<
    StoredSigningKey,
    'state' | 'activatesAt' | 'activatedAt' | 'retiresAt' | 'retiredAt' | 'sealedPrivateKey'
  >
>;

/** Reads of signing keys. */
export interface SigningKeyReader {
  /** Every key that is not retired, oldest first. */
  list(): Promise<readonly StoredSigningKey[]>;
  /** Every key there was, a page of them; `id` is the kid. */
  page(page: Page): Promise<readonly StoredSigningKey[]>;
}

/** Writes of signing keys in one transaction. */
export interface SigningKeyWriter {
  /** Holds the fleet-wide lock on signing keys until the end of the transaction. */
  lockAll(): Promise<void>;
  list(): Promise<readonly StoredSigningKey[]>;
  /** The key, also when it is retired; null when there is none. */
  find(kid: string): Promise<StoredSigningKey | null>;
  insert(key: NewSigningKey): Promise<void>;
  /** @throws PersistenceError when there is no such key, or when two keys of one algorithm would be active or pending. */
  update(kid: string, changes: SigningKeyChanges): Promise<void>;
}

/** The part of a transaction that changes signing keys. */
export interface SigningKeyTransaction {
  readonly signingKeys: SigningKeyWriter;
}

import type { ReadExpectation } from '../changes/history-revision.js';
import type { Page } from '../stores/page.js';
import type { TransactionContext } from '../stores/transaction-context.js';
import type { ApiKey, ApiKeyOwner } from './api-key.js';

export interface ApiKeyFilter {
  readonly organizationId?: string;
}

/** What making an API key stores beside its generated columns. */
export type NewStoredApiKey = Omit<ApiKey, 'lastUsedAt' | 'createdAt' | 'updatedAt'> & {
  /** Unique; all that is stored of the value. */
  readonly digest: string;
};

export type ApiKeyChanges = Partial<
  Pick<ApiKey, 'name' | 'owner' | 'permissions' | 'environment' | 'expiresAt'>
>;

/** What an API key is found by inside a transaction. */
export type ApiKeyPlace =
  | { readonly id: string }
  | { readonly digest: string }
  | { readonly owner: ApiKeyOwner; readonly name: string };

/** Reads of API keys. Security reads go to the primary. */
export interface ApiKeyReader {
  /**
   * The key whose value has this digest: one indexed, bounded read. For authentication only.
   *
   * @param expected told of the position in the same snapshot, before anything is answered.
   * @throws when it cannot tell, and what `expected` throws.
   */
  findForAuthentication(digest: string, expected?: ReadExpectation): Promise<ApiKey | null>;
  find(id: string, context?: TransactionContext): Promise<ApiKey | null>;
  /** With an organization: the keys that it or one of its users owns. */
  list(page: Page, filter: ApiKeyFilter, context?: TransactionContext): Promise<readonly ApiKey[]>;
}

/** Writes of API keys in one transaction. */
export interface ApiKeyWriter {
  /** @throws DuplicateError `API key` when there is a key with this digest, also when raced. */
  insert(key: NewStoredApiKey): Promise<ApiKey>;
  /** Null when there is none; of several that share an owner and a name the one that ends last, then the newest. */
  find(by: ApiKeyPlace): Promise<ApiKey | null>;
  /** @throws PersistenceError `P0002` when there is no such key. */
  update(id: string, changes: ApiKeyChanges): Promise<ApiKey>;
  /** The key as it was; null when there is none, also for all but one of those who delete it at the same time. */
  delete(id: string): Promise<ApiKey | null>;
}

/** The part of a transaction that changes API keys. */
export interface ApiKeyTransaction {
  readonly apiKeys: ApiKeyWriter;
}

import type { ReadExpectation } from '../changes/history-revision.js';
import type { Page } from '../stores/page.js';
import type { TransactionContext } from '../stores/transaction-context.js';
import type { Client, ClientSecret, ClientWithSecrets } from './client.js';

export interface ClientFilter {
  readonly organizationId?: string;
  readonly isActive?: boolean;
}

/** What registering a client stores beside its generated columns. */
export type NewClient = Omit<Client, 'createdAt' | 'updatedAt'>;

export type ClientChanges = Partial<Omit<Client, 'id' | 'clientId' | 'createdAt' | 'updatedAt'>>;

export type NewClientSecret = Pick<ClientSecret, 'id' | 'hash' | 'hint' | 'epoch' | 'expiresAt'>;

export type ClientSecretChanges = Partial<
  Pick<ClientSecret, 'hash' | 'hint' | 'epoch' | 'expiresAt' | 'revokedAt'>
>;

/** Reads of clients. Security reads go to the primary. */
export interface ClientReader {
  /**
   * The client and all its secrets that are not revoked, hashes included; null when there is none. For authentication only.
   *
   * @param expected told of the position in the same snapshot, before anything is answered.
   * @throws when it cannot tell, and what `expected` throws.
   */
  findForAuthentication(clientId: string, expected?: ReadExpectation): Promise<ClientWithSecrets | null>;
  /** The client and its live and expired, not revoked secrets, without hashes (`hash` is ''). */
  find(clientId: string, context?: TransactionContext): Promise<ClientWithSecrets | null>;
  list(page: Page, filter: ClientFilter, context?: TransactionContext): Promise<readonly ClientWithSecrets[]>;
}

/** Writes of clients and their secrets in one transaction. */
export interface ClientWriter {
  /** Locks the client's row until the end of the transaction; null when there is none. Hashes included. */
  lock(clientId: string): Promise<ClientWithSecrets | null>;
  /** As {@link lock}, but holds nothing. */
  find(clientId: string): Promise<ClientWithSecrets | null>;
  /** The secrets that were removed from a client, hashes included, the newest first; 50 of them at most. */
  removedSecrets(clientRowId: string): Promise<readonly ClientSecret[]>;
  /** @throws DuplicateError `client` when the clientId is taken, also when raced. */
  insert(client: NewClient): Promise<Client>;
  update(id: string, changes: ClientChanges): Promise<Client>;
  delete(id: string): Promise<void>;
  insertSecret(clientRowId: string, secret: NewClientSecret): Promise<ClientSecret>;
  updateSecret(secretId: string, changes: ClientSecretChanges): Promise<void>;
}

/** The part of a transaction that changes clients. */
export interface ClientTransaction {
  readonly clients: ClientWriter;
}

import type { ApiKeyTransaction } from '../api-keys/api-key-store.js';
import type { AuditedTransaction } from '../changes/change-store.js';
import type { ClientTransaction } from '../clients/client-store.js';
import type { OrganizationTransaction } from '../organizations/organization-store.js';
import type { ConfigurationObject } from './configuration-object.js';

/** What configuration documents have made, and nobody by hand. */
export interface ConfigurationObjectWriter {
  /** Holds the fleet-wide lock of those who apply one until the end of the transaction. */
  lock(): Promise<void>;
  list(): Promise<readonly ConfigurationObject[]>;
  /** In place of the entry of the same kind and id, if there is one. */
  put(object: ConfigurationObject): Promise<void>;
  remove(object: Pick<ConfigurationObject, 'kind' | 'id'>): Promise<void>;
}

/** The part of a transaction that keeps the marks of configuration documents. */
export interface ConfigurationTransaction {
  readonly configuration: ConfigurationObjectWriter;
}

/** What a configuration document can change, in one transaction. */
export type DocumentTransaction = ConfigurationTransaction &
  OrganizationTransaction &
  ClientTransaction &
  ApiKeyTransaction &
  AuditedTransaction;

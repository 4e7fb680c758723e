import type { Page } from '../stores/page.js';
import type { Organization } from './organization.js';

/** What is as good as gone already, because the same transaction will end or move it. */
export interface Leaving {
  /** Row ids. */
  readonly clients: readonly string[];
  readonly apiKeys: readonly string[];
}

/** Reads of organizations. */
export interface OrganizationReader {
  find(id: string): Promise<Organization | null>;
  list(page: Page): Promise<readonly Organization[]>;
}

/** Writes of organizations in one transaction. */
export interface OrganizationWriter {
  /** @throws DuplicateError `organization` when the id or the name is taken, also when raced. */
  insert(organization: Pick<Organization, 'id' | 'name'>): Promise<Organization>;
  /** True when it exists; holds it until the end of the transaction, so that it cannot vanish under a new client. */
  exists(id: string): Promise<boolean>;
  find(by: { readonly id: string } | { readonly name: string }): Promise<Organization | null>;
  /** As {@link find}, and holds it until the end of the transaction, so that nothing can be put into it meanwhile. */
  lock(id: string): Promise<Organization | null>;
  /** @throws DuplicateError `organization` when the name is taken; PersistenceError when there is no such organization. */
  rename(id: string, name: string): Promise<void>;
  /** True when no client and no API key belongs to it but, at most, these. */
  isEmpty(id: string, butFor: Leaving): Promise<boolean>;
  /** With its initial access tokens. @throws PersistenceError when a client or an API key belongs to it. */
  delete(id: string): Promise<void>;
}

/** The part of a transaction that changes organizations. */
export interface OrganizationTransaction {
  readonly organizations: OrganizationWriter;
}

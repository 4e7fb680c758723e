import type { EntityManager } from 'typeorm';
import type { Organization } from '../../../domain/organizations/organization.js';
import { isLookupKey } from '../../../domain/stores/lookup-key.js';
import { DuplicateError, PersistenceError } from '../../../domain/stores/persistence-errors.js';
import type { Leaving } from '../../../domain/organizations/organization-store.js';
import type { Session } from '../connection/session.js';
import { UniqueViolation } from '../connection/translate-error.js';
import { M2MOrganization } from '../entities/organization.entity.js';
import { selectOrganization } from '../organization-rows.js';
import type { TableNames } from '../table-names.js';
import { insertRow, updateRow } from './row-writes.js';

/** Writes of organizations. */
export class OrganizationWrites {
  readonly #session: Session;
  readonly #names: TableNames;

  constructor(session: Session, names: TableNames) {
    this.#session = session;
    this.#names = names;
  }

  async insert(organization: Pick<Organization, 'id' | 'name'>): Promise<Organization> {
    await this.#unique((manager) => insertRow(manager, M2MOrganization, organization));
    const stored = await this.#session.run((manager) => selectOrganization(manager, organization.id));
    if (stored === null) throw new PersistenceError('P0002');
    return stored;
  }

  async exists(id: string): Promise<boolean> {
    if (!isLookupKey(id)) return false;
    const held = await this.#session.run((manager) =>
      manager
        .createQueryBuilder(M2MOrganization, 'organization')
        .select('organization.id')
        .where('organization.id = :id', { id })
        .setLock('for_key_share')
        .getOne(),
    );
    return held !== null;
  }

  async find(by: { readonly id: string } | { readonly name: string }): Promise<Organization | null> {
    const key = 'id' in by ? by.id : by.name;
    if (!isLookupKey(key)) return null;
    return this.#session.run((manager) => selectOrganization(manager, 'id' in by ? key : { name: key }));
  }

  async lock(id: string): Promise<Organization | null> {
    if (!isLookupKey(id)) return null;
    await this.#session.query(
      `SELECT 1 FROM ${this.#names.table('m2m_organizations')} WHERE id = $1 FOR UPDATE`,
      [id],
    );
    return this.find({ id });
  }

  async rename(id: string, name: string): Promise<void> {
    const rows = isLookupKey(id)
      ? await this.#unique((manager) => updateRow(manager, M2MOrganization, { id }, { name }))
      : 0;
    if (rows === 0) throw new PersistenceError('P0002');
  }

  async isEmpty(id: string, butFor: Leaving): Promise<boolean> {
    const [row] = await this.#session.query<{ empty: string }>(
      `SELECT (NOT EXISTS (
        SELECT 1 FROM ${this.#names.table('oauth_clients')} WHERE organization_id = $1 AND id <> ALL ($2::uuid[])
        UNION ALL
        SELECT 1 FROM ${this.#names.table('m2m_api_keys')} WHERE organization_id = $1 AND id <> ALL ($3::text[])
      ))::text AS empty`,
      [id, butFor.clients, butFor.apiKeys],
    );
    return row?.empty === 'true';
  }

  async delete(id: string): Promise<void> {
    await this.#session.query(
      `DELETE FROM ${this.#names.table('m2m_initial_access_tokens')} WHERE organization_id = $1`,
      [id],
    );
    await this.#session.run((manager) =>
      manager.createQueryBuilder().delete().from(M2MOrganization).where('id = :id', { id }).execute(),
    );
  }

  async #unique<T>(statement: (manager: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await this.#session.run(statement);
    } catch (error) {
      if (error instanceof UniqueViolation) throw new DuplicateError('organization');
      throw error;
    }
  }
}

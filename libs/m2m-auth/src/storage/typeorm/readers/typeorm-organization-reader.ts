import { isLookupKey } from '../../../domain/stores/lookup-key.js';
import type { OrganizationReader } from '../../../domain/organizations/organization-store.js';
import type { Page } from '../../../domain/stores/page.js';
import type { Organization } from '../../../domain/organizations/organization.js';
import type { PrimaryConnections } from '../connection/primary-connections.js';
import { M2MOrganization } from '../entities/organization.entity.js';
import { rowsOf } from '../json-rows.js';
import { applyPage } from '../keyset-page.js';
import { selectOrganization, toOrganization } from '../organization-rows.js';

/** Reads organizations. */
export class TypeOrmOrganizationReader implements OrganizationReader {
  readonly #connections: PrimaryConnections;
  readonly #limitMs: number;

  constructor(connections: PrimaryConnections, limitMs: number) {
    this.#connections = connections;
    this.#limitMs = limitMs;
  }

  async find(id: string): Promise<Organization | null> {
    if (!isLookupKey(id)) return null;
    return this.#connections.read(this.#limitMs, (manager) => selectOrganization(manager, id));
  }

  async list(page: Page): Promise<readonly Organization[]> {
    if (page.after !== undefined && !isLookupKey(page.after.id)) return [];
    return this.#connections.read(this.#limitMs, async (manager) => {
      const query = manager.createQueryBuilder(M2MOrganization, 'organization');
      const rows = await rowsOf(manager, M2MOrganization, applyPage(query, 'organization', page));
      return rows.map(toOrganization);
    });
  }
}

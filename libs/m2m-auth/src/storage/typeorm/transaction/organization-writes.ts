import type { Organization } from '../../../domain/organizations/organization.js';
import { isLookupKey } from '../../../domain/persistence/lookup-key.js';
import { DuplicateError, PersistenceError } from '../../../domain/persistence/persistence-errors.js';
import type { Session } from '../connection/session.js';
import { UniqueViolation } from '../connection/translate-error.js';
import { M2MOrganization } from '../entities/organization.entity.js';
import { selectOrganization } from '../organization-rows.js';
import { insertRow } from './row-writes.js';

/** Writes of organizations. */
export class OrganizationWrites {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async insert(organization: Pick<Organization, 'id' | 'name'>): Promise<Organization> {
    try {
      await this.#session.run((manager) => insertRow(manager, M2MOrganization, organization));
    } catch (error) {
      if (error instanceof UniqueViolation) throw new DuplicateError('organization');
      throw error;
    }
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
}

import type { OrganizationReader, OrganizationTransaction } from './organization-store.js';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import type { ChangeWriter } from '../changes/change-writer.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.js';
import { pageOf, toPage, type PageOf, type PageRequest } from '../stores/cursor.js';
import type { TransactionContext } from '../stores/transaction-context.js';
import type { Organization } from './organization.js';
import { organizationProblems, type NewOrganization } from './organization-rules.js';

/** The tenants that clients belong to. */
export class OrganizationsService {
  constructor(
    private readonly stores: { readonly organizations: OrganizationReader },
    private readonly writer: ChangeWriter<OrganizationTransaction>,
    private readonly random: RandomSource,
  ) {}

  /**
   * @throws InvalidInputError naming every problem at once.
   * @throws DuplicateError when the id or the name is taken.
   */
  async create(input: NewOrganization, context?: TransactionContext): Promise<Organization> {
    const problems = organizationProblems(input);
    if (problems.length > 0) throw new InvalidInputError(problems);
    const name = input.name.trim();
    const id = input.id ?? `org_${this.random.uuid()}`;
    return this.writer.write(async (tx) => {
      const organization = await tx.organizations.insert({ id, name });
      await tx.audit({
        event: 'oauth.organization.created',
        success: true,
        clientId: null,
        organizationId: id,
        ip: null,
        metadata: {},
      });
      return { result: organization, changes: [{ kind: 'organization', subject: id }], denials: [] };
    }, context);
  }

  /**
   * Deletes an organization with its initial access tokens. What belongs to it has to be gone before: its clients and API
   * keys are credentials of services that run, and each of them is ended by name.
   *
   * @throws NotFoundError
   * @throws ConflictError when a client or an API key belongs to it.
   */
  async delete(id: string, context?: TransactionContext): Promise<void> {
    await this.writer.write(async (tx) => {
      if (!(await tx.organizations.lock(id))) throw new NotFoundError('organization');
      if (!(await tx.organizations.isEmpty(id, { clients: [], apiKeys: [] }))) {
        throw new ConflictError('Clients or API keys belong to the organization; delete them first.');
      }
      await tx.organizations.delete(id);
      await tx.audit({
        event: 'oauth.organization.deleted',
        success: true,
        clientId: null,
        organizationId: id,
        ip: null,
        metadata: {},
      });
      return { result: undefined, changes: [{ kind: 'organization', subject: id }], denials: [] };
    }, context);
  }

  /** @throws InvalidInputError when the limit or the cursor is not valid. */
  async list(request: PageRequest = {}): Promise<PageOf<Organization>> {
    const page = toPage(request);
    const rows = await this.stores.organizations.list({ ...page, limit: page.limit + 1 });
    return pageOf(
      rows,
      page,
      (row) => row,
      (row) => row,
    );
  }
}

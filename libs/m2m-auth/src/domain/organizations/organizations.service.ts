import type { RandomSource } from '../../oauth/ports/random-source.js';
import type { ChangeWriter } from '../changes/change-writer.js';
import { InvalidInputError } from '../errors.js';
import { pageOf, toPage, type PageOf, type PageRequest } from '../paging/cursor.js';
import type { Persistence, TransactionContext } from '../persistence/persistence.js';
import type { Organization } from './organization.js';

const ORGANIZATION_ID = /^[A-Za-z0-9_-]{1,255}$/;
const MAX_NAME = 255;
const CONTROL_CHARACTER = /\p{Cc}|\p{Cs}/u;

const isOrganizationId = (value: unknown): boolean =>
  typeof value === 'string' && ORGANIZATION_ID.test(value);

/** What can be said about an organization when it is made. */
export interface NewOrganization {
  /** `[A-Za-z0-9_-]{1,255}`; made by the server when absent. */
  readonly id?: string;
  readonly name: string;
}

/** The tenants that clients belong to. */
export class OrganizationsService {
  constructor(
    private readonly persistence: Pick<Persistence, 'organizations'>,
    private readonly writer: ChangeWriter,
    private readonly random: RandomSource,
  ) {}

  /**
   * @throws InvalidInputError naming every problem at once.
   * @throws DuplicateError when the id or the name is taken.
   */
  async create(input: NewOrganization, context?: TransactionContext): Promise<Organization> {
    const problems: string[] = [];
    if (input.id !== undefined && !isOrganizationId(input.id)) {
      problems.push('id must be 1 to 255 characters of A-Z a-z 0-9 _ -');
    }
    const name = input.name.trim();
    if (name === '' || name.length > MAX_NAME || CONTROL_CHARACTER.test(name)) {
      problems.push(`name must be 1 to ${MAX_NAME} printable characters`);
    }
    if (problems.length > 0) throw new InvalidInputError(problems);
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

  /** @throws InvalidInputError when the limit or the cursor is not valid. */
  async list(request: PageRequest = {}): Promise<PageOf<Organization>> {
    const page = toPage(request);
    const rows = await this.persistence.organizations.list({ ...page, limit: page.limit + 1 });
    return pageOf(
      rows,
      page,
      (row) => row,
      (row) => row,
    );
  }
}

import type { ApiKeyReader, ApiKeyTransaction, ApiKeyFilter } from './api-key-store.js';
import type { OrganizationTransaction } from '../organizations/organization-store.js';
import type { Clock } from '../../oauth/ports/clock.js';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import type { ChangeWriter } from '../changes/change-writer.js';
import { InvalidInputError, NotFoundError } from '../errors.js';
import { pageOf, toPage, type PageOf, type PageRequest } from '../stores/cursor.js';

import type { TransactionContext } from '../stores/transaction-context.js';
import { organizationOf } from './api-key.js';
import type { ApiKeyAuthenticator } from './api-key-authenticator.js';
import { apiKeyEvent } from './api-key-event.js';
import { apiKeyProblems } from './api-key-rules.js';
import { generateApiKeyValue, isWeakApiKeyValue, STRONG_API_KEY_VALUE } from './api-key-value.js';
import { viewApiKey, type ApiKeyView } from './api-key-view.js';
import type { NewApiKey } from './new-api-key.js';
import { newStoredApiKey } from './new-stored-api-key.js';

/** A key just made, with its value if the server made it: the only time that it is shown. */
export type CreatedApiKey = ApiKeyView & { readonly value?: string };

export interface ApiKeysParts {
  readonly persistence: { readonly apiKeys: ApiKeyReader };
  readonly writer: ChangeWriter<ApiKeyTransaction & OrganizationTransaction>;
  readonly authenticator: Pick<ApiKeyAuthenticator, 'authenticate'>;
  readonly clock: Clock;
  readonly random: RandomSource;
  /** Is told what administrators should see to. Never a value. */
  readonly warn: (message: string) => void;
}

/**
 * The life of API keys: long-lived credentials for those who cannot ask for access tokens. Guards accept them with the
 * option `apiKeys`. Methods that write take the host's own transaction as their last argument (with TypeORM: an
 * `EntityManager`); without one they make their own.
 *
 * @example
 * const { id, value } = await apiKeys.create({
 *   name: 'Nightly export',
 *   owner: { type: 'organization', id: 'acme' },
 *   permissions: ['reports:read'],
 * });
 */
export class ApiKeysService {
  constructor(private readonly parts: ApiKeysParts) {}

  /**
   * Makes a key. Its value is kept as a digest only.
   *
   * @throws InvalidInputError naming every problem at once, an organization that does not exist among them.
   * @throws DuplicateError when there is a key with this value, also when two are made at the same time.
   */
  async create(input: NewApiKey, context?: TransactionContext): Promise<CreatedApiKey> {
    const { clock, random, writer } = this.parts;
    const problems = apiKeyProblems(input, clock.now());
    if (problems.length > 0) throw new InvalidInputError(problems);
    const value = input.value ?? generateApiKeyValue(input.environment ?? 'production', random);
    const row = newStoredApiKey(input, value, random);
    const created = await writer.write(async (tx) => {
      if (!(await tx.organizations.exists(organizationOf(row.owner)))) {
        throw new InvalidInputError(['owner names no organization']);
      }
      const stored = await tx.apiKeys.insert(row);
      await tx.audit(apiKeyEvent('api_key.created', stored));
      return {
        result: viewApiKey(stored),
        changes: [{ kind: 'api-key', subject: stored.id }],
        denials: [],
      };
    }, context);
    if (input.value === undefined) return { ...created, value };
    if (isWeakApiKeyValue(value)) {
      this.parts.warn(`The value of the API key ${row.id} can be guessed: give it ${STRONG_API_KEY_VALUE}.`);
    }
    return created;
  }

  /** The key, or null. Never with its value. */
  async find(id: string, context?: TransactionContext): Promise<ApiKeyView | null> {
    const found = await this.parts.persistence.apiKeys.find(id, context);
    return found && viewApiKey(found);
  }

  /**
   * Keys in the order of their making; with an `organizationId` those that it or one of its users owns.
   *
   * @throws InvalidInputError when the limit is not 1 to 100 or the cursor is not one of a page before.
   */
  async list(
    request: PageRequest & ApiKeyFilter = {},
    context?: TransactionContext,
  ): Promise<PageOf<ApiKeyView>> {
    const page = toPage(request);
    const filter = { organizationId: request.organizationId };
    const { apiKeys } = this.parts.persistence;
    const rows = await apiKeys.list({ ...page, limit: page.limit + 1 }, filter, context);
    return pageOf(rows, page, (row) => row, viewApiKey);
  }

  /**
   * Deletes a key. This process refuses it from then on, others as soon as they hear of it: at once with Redis, within a
   * second without.
   *
   * @throws NotFoundError
   */
  async delete(id: string, context?: TransactionContext): Promise<void> {
    await this.parts.writer.write(async (tx) => {
      const deleted = await tx.apiKeys.delete(id);
      if (!deleted) throw new NotFoundError('API key');
      await tx.audit(apiKeyEvent('api_key.deleted', deleted));
      return { result: undefined, changes: [{ kind: 'api-key', subject: id }], denials: [] };
    }, context);
  }

  /**
   * The key that has this value and is good at this moment; null for anything else, whatever it is. Decided as guards
   * decide it.
   *
   * @throws OAuthError `temporarily_unavailable` when the key has to be read and cannot.
   */
  async validate(value: unknown): Promise<ApiKeyView | null> {
    const found = await this.parts.authenticator.authenticate(value);
    return found && viewApiKey(found);
  }
}

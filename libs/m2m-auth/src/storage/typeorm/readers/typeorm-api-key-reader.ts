import type { EntityManager } from 'typeorm';
import type { ApiKey } from '../../../domain/api-keys/api-key.js';
import type { ReadExpectation } from '../../../domain/changes/history-revision.js';
import { isLookupKey } from '../../../domain/stores/lookup-key.js';
import type { ApiKeyFilter, ApiKeyReader } from '../../../domain/api-keys/api-key-store.js';
import type { Page } from '../../../domain/stores/page.js';
import type { TransactionContext } from '../../../domain/stores/transaction-context.js';
import { apiKeysOf, selectApiKey, selectApiKeyForAuthentication, toApiKey } from '../api-key-rows.js';
import { joinHostTransaction } from '../connection/host-transaction.js';
import type { PrimaryConnections } from '../connection/primary-connections.js';
import { M2MApiKey } from '../entities/api-key.entity.js';
import { rowsOf } from '../json-rows.js';
import { applyPage } from '../keyset-page.js';
import type { TableNames } from '../table-names.js';
import type { PersistenceTimeouts } from '../typeorm-persistence.options.js';

/** Reads API keys from the primary, or inside the host's transaction. */
export class TypeOrmApiKeyReader implements ApiKeyReader {
  readonly #connections: PrimaryConnections;
  readonly #names: TableNames;
  readonly #timeouts: PersistenceTimeouts;

  constructor(connections: PrimaryConnections, names: TableNames, timeouts: PersistenceTimeouts) {
    this.#connections = connections;
    this.#names = names;
    this.#timeouts = timeouts;
  }

  async findForAuthentication(digest: string, expected?: ReadExpectation): Promise<ApiKey | null> {
    if (!isLookupKey(digest)) return null;
    // A guarded request waits for it.
    return this.#connections.read(this.#timeouts.checkMs, (manager) =>
      selectApiKeyForAuthentication(manager, this.#names, digest, expected),
    );
  }

  async find(id: string, context?: TransactionContext): Promise<ApiKey | null> {
    if (!isLookupKey(id)) return null;
    return this.#read((manager) => selectApiKey(manager, id), context);
  }

  async list(page: Page, filter: ApiKeyFilter, context?: TransactionContext): Promise<readonly ApiKey[]> {
    const { organizationId } = filter;
    if (organizationId !== undefined && !isLookupKey(organizationId)) return [];
    if (page.after !== undefined && !isLookupKey(page.after.id)) return [];
    return this.#read(async (manager) => {
      const query = apiKeysOf(manager);
      if (organizationId !== undefined)
        query.andWhere('apiKey.organizationId = :organizationId', { organizationId });
      const rows = await rowsOf(manager, M2MApiKey, applyPage(query, 'apiKey', page));
      return rows.map(toApiKey);
    }, context);
  }

  #read<T>(statement: (manager: EntityManager) => Promise<T>, context?: TransactionContext): Promise<T> {
    if (context === undefined) return this.#connections.read(this.#timeouts.readMs, statement);
    return joinHostTransaction(context, this.#timeouts.readMs).run(statement);
  }
}

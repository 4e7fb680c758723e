import type { ApiKey } from '../../../domain/api-keys/api-key.js';
import { isLookupKey } from '../../../domain/stores/lookup-key.js';
import { DuplicateError, PersistenceError } from '../../../domain/stores/persistence-errors.js';
import type { ApiKeyChanges, ApiKeyPlace, NewStoredApiKey } from '../../../domain/api-keys/api-key-store.js';
import { apiKeyColumns, apiKeysOf, selectApiKey, selectApiKeyBy, toApiKey } from '../api-key-rows.js';
import type { Session } from '../connection/session.js';
import { UniqueViolation } from '../connection/translate-error.js';
import { M2MApiKey } from '../entities/api-key.entity.js';
import { rowOf } from '../json-rows.js';
import type { TableNames } from '../table-names.js';
import { insertRow, updateRow } from './row-writes.js';

/** Writes of API keys. */
export class ApiKeyWrites {
  readonly #session: Session;
  readonly #names: TableNames;

  constructor(session: Session, names: TableNames) {
    this.#session = session;
    this.#names = names;
  }

  async insert(key: NewStoredApiKey): Promise<ApiKey> {
    try {
      await this.#session.run((manager) => insertRow(manager, M2MApiKey, apiKeyColumns(key)));
    } catch (error) {
      if (error instanceof UniqueViolation && error.constraint !== this.#names.bare('m2m_api_keys_pkey')) {
        throw new DuplicateError('API key');
      }
      throw error;
    }
    return this.#stored(key.id);
  }

  find(by: ApiKeyPlace): Promise<ApiKey | null> {
    return this.#session.run((manager) => selectApiKeyBy(manager, by));
  }

  async update(id: string, changes: ApiKeyChanges): Promise<ApiKey> {
    await this.#session.run((manager) =>
      updateRow(manager, M2MApiKey, { id }, apiKeyColumns(changes), ['updatedAt']),
    );
    return this.#stored(id);
  }

  async delete(id: string): Promise<ApiKey | null> {
    if (!isLookupKey(id)) return null;
    const row = await this.#session.run((manager) =>
      rowOf(
        manager,
        M2MApiKey,
        apiKeysOf(manager).where('apiKey.id = :id', { id }).setLock('pessimistic_write'),
      ),
    );
    if (row === null) return null;
    await this.#session.run((manager) =>
      manager.createQueryBuilder().delete().from(M2MApiKey).where('id = :id', { id }).execute(),
    );
    return toApiKey(row);
  }

  async #stored(id: string): Promise<ApiKey> {
    const stored = await this.#session.run((manager) => selectApiKey(manager, id));
    if (stored === null) throw new PersistenceError('P0002');
    return stored;
  }
}

import type { StoredSigningKey } from '../../../domain/keys/signing-key.js';
import { isLookupKey } from '../../../domain/stores/lookup-key.js';
import { PersistenceError } from '../../../domain/stores/persistence-errors.js';
import type { NewSigningKey, SigningKeyChanges } from '../../../domain/keys/signing-key-store.js';
import type { Session } from '../connection/session.js';
import { M2MSigningKey } from '../entities/signing-key.entity.js';
import { selectSigningKey, selectSigningKeys } from '../signing-key-rows.js';
import type { TableNames } from '../table-names.js';
import { insertRow, updateRow } from './row-writes.js';

/** Writes of signing keys. */
export class SigningKeyWrites {
  readonly #session: Session;
  readonly #names: TableNames;

  constructor(session: Session, names: TableNames) {
    this.#session = session;
    this.#names = names;
  }

  /** The table's own lock: it excludes itself and every writer, but no reader, and needs no number of the host's. */
  async lockAll(): Promise<void> {
    await this.#session.query(
      `LOCK TABLE ${this.#names.table('m2m_signing_keys')} IN SHARE ROW EXCLUSIVE MODE`,
      [],
    );
  }

  list(): Promise<readonly StoredSigningKey[]> {
    return this.#session.run(selectSigningKeys);
  }

  async find(kid: string): Promise<StoredSigningKey | null> {
    if (!isLookupKey(kid)) return null;
    return this.#session.run((manager) => selectSigningKey(manager, kid));
  }

  async insert(key: NewSigningKey): Promise<void> {
    await this.#session.run((manager) => insertRow(manager, M2MSigningKey, key));
  }

  async update(kid: string, changes: SigningKeyChanges): Promise<void> {
    const rows = isLookupKey(kid)
      ? await this.#session.run((manager) => updateRow(manager, M2MSigningKey, { kid }, changes))
      : 0;
    if (rows === 0) throw new PersistenceError('P0002');
  }
}

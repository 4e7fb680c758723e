import type { SigningKeyState, StoredSigningKey } from '../../../domain/keys/signing-key.js';
import { isLookupKey } from '../../../domain/persistence/lookup-key.js';
import { PersistenceError } from '../../../domain/persistence/persistence-errors.js';
import type { Session } from '../connection/session.js';
import { M2MSigningKey } from '../entities/signing-key.entity.js';
import { selectSigningKeys } from '../signing-key-rows.js';
import type { TableNames } from '../table-names.js';
import { insertRow } from './row-writes.js';

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

  async insert(key: Omit<StoredSigningKey, 'createdAt'>): Promise<void> {
    await this.#session.run((manager) => insertRow(manager, M2MSigningKey, key));
  }

  async setState(kid: string, state: SigningKeyState): Promise<void> {
    const rows = isLookupKey(kid)
      ? await this.#session.query(
          `WITH changed AS (
            UPDATE ${this.#names.table('m2m_signing_keys')}
              SET state = $2::text,
                activated_at = CASE WHEN $2::text = 'active' THEN COALESCE(activated_at, now()) ELSE activated_at END
              WHERE kid = $1 RETURNING kid
          ) SELECT kid FROM changed`,
          [kid, state],
        )
      : [];
    if (rows.length === 0) throw new PersistenceError('P0002');
  }
}

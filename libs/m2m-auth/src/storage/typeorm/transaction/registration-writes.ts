import type { StoredRegistration } from '../../../domain/registration/client-registration.js';
import type { Session } from '../connection/session.js';
import { M2MClientRegistration } from '../entities/client-registration.entity.js';
import type { TableNames } from '../table-names.js';
import { insertRow } from './row-writes.js';

/** Writes of the registrations of clients that registered themselves. */
export class RegistrationWrites {
  readonly #session: Session;
  readonly #names: TableNames;

  constructor(session: Session, names: TableNames) {
    this.#session = session;
    this.#names = names;
  }

  /** Not the table's own lock: deletions need not wait, since they only make room, nor does a vacuum. */
  async lockAndCount(invited: boolean): Promise<number> {
    const table = this.#names.table('m2m_client_registrations');
    await this.#session.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `nestjs-m2m-auth ${table}`,
    ]);
    // A second statement: the one that has waited for the lock counts as of before the wait.
    const [row] = await this.#session.query<{ count: string }>(
      `SELECT count(*)::text AS count FROM ${table} WHERE (initial_access_token_id IS NOT NULL) = $1`,
      [invited],
    );
    return Number(row?.count);
  }

  async insert(registration: StoredRegistration): Promise<void> {
    await this.#session.run((manager) => insertRow(manager, M2MClientRegistration, registration));
  }
}

import { isLookupKey } from '../../../domain/stores/lookup-key.js';
import { PersistenceError } from '../../../domain/stores/persistence-errors.js';
import type { NewInitialAccessToken } from '../../../domain/registration/registration-store.js';
import type { InitialAccessToken } from '../../../domain/registration/initial-access-token.js';
import type { Session } from '../connection/session.js';
import { M2MInitialAccessToken } from '../entities/initial-access-token.entity.js';
import { selectInitialAccessToken } from '../initial-access-token-rows.js';
import type { TableNames } from '../table-names.js';
import { insertRow } from './row-writes.js';

/** Writes of initial access tokens. */
export class InitialAccessTokenWrites {
  readonly #session: Session;
  readonly #names: TableNames;

  constructor(session: Session, names: TableNames) {
    this.#session = session;
    this.#names = names;
  }

  async insert(token: NewInitialAccessToken): Promise<InitialAccessToken> {
    await this.#session.run((manager) => insertRow(manager, M2MInitialAccessToken, token));
    const stored = await this.#find('id', token.id);
    if (stored === null) throw new PersistenceError('P0002');
    return stored;
  }

  /** One statement: the row that another transaction has changed is judged as it has left it. */
  async use(digest: string): Promise<InitialAccessToken | null> {
    if (!isLookupKey(digest)) return null;
    const rows = await this.#session.query(
      `WITH used AS (
        UPDATE ${this.#names.table('m2m_initial_access_tokens')} SET uses = uses + 1
        WHERE digest = $1
          AND (max_uses IS NULL OR uses < max_uses)
          AND (expires_at IS NULL OR expires_at > clock_timestamp())
        RETURNING 1
      ) SELECT 1 FROM used`,
      [digest],
    );
    return rows.length === 0 ? null : this.#find('digest', digest);
  }

  async delete(id: string): Promise<InitialAccessToken | null> {
    if (!isLookupKey(id)) return null;
    const held = await this.#session.run((manager) =>
      manager
        .createQueryBuilder(M2MInitialAccessToken, 'token')
        .select('token.id')
        .where('token.id = :id', { id })
        .setLock('pessimistic_write')
        .getOne(),
    );
    if (held === null) return null;
    const gone = await this.#find('id', id);
    await this.#session.run((manager) =>
      manager.createQueryBuilder().delete().from(M2MInitialAccessToken).where('id = :id', { id }).execute(),
    );
    return gone;
  }

  #find(column: 'id' | 'digest', value: string): Promise<InitialAccessToken | null> {
    return this.#session.run((manager) => selectInitialAccessToken(manager, column, value));
  }
}

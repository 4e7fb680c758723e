import type { ConfigurationObject } from '../../../domain/configuration/configuration-object.js';
import type { Session } from '../connection/session.js';
import { M2MConfigurationObject } from '../entities/configuration-object.entity.js';
import { rowsOf } from '../json-rows.js';
import type { TableNames } from '../table-names.js';

/** What configuration documents have made. */
export class ConfigurationWrites {
  readonly #session: Session;
  readonly #names: TableNames;

  constructor(session: Session, names: TableNames) {
    this.#session = session;
    this.#names = names;
  }

  /** The table's own lock: it excludes itself and every writer, but no reader, and needs no number of the host's. */
  async lock(): Promise<void> {
    await this.#session.query(
      `LOCK TABLE ${this.#names.table('m2m_configuration_objects')} IN SHARE ROW EXCLUSIVE MODE`,
      [],
    );
  }

  async list(): Promise<readonly ConfigurationObject[]> {
    const rows = await this.#session.run((manager) =>
      rowsOf(
        manager,
        M2MConfigurationObject,
        manager
          .createQueryBuilder(M2MConfigurationObject, 'object')
          .orderBy('object.kind')
          .addOrderBy('object.id'),
      ),
    );
    return rows.map(({ kind, id, name, hash, hint }) => ({
      kind,
      id,
      name,
      ...(hash !== null && { given: { hash, hint } }),
    }));
  }

  async put({ kind, id, name, given }: ConfigurationObject): Promise<void> {
    await this.#session.query(
      `INSERT INTO ${this.#names.table('m2m_configuration_objects')} (kind, id, name, hash, hint)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (kind, id) DO UPDATE SET name = excluded.name, hash = excluded.hash, hint = excluded.hint`,
      [kind, id, name, given?.hash ?? null, given?.hint ?? null],
    );
  }

  async remove({ kind, id }: Pick<ConfigurationObject, 'kind' | 'id'>): Promise<void> {
    await this.#session.run((manager) =>
      manager
        .createQueryBuilder()
        .delete()
        .from(M2MConfigurationObject)
        .where('kind = :kind AND id = :id', { kind, id })
        .execute(),
    );
  }
}

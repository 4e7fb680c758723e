import type { DataSource, DataSourceOptions } from 'typeorm';

export type TableName =
  | 'm2m_organizations'
  | 'oauth_clients'
  | 'oauth_client_secrets'
  | 'm2m_signing_keys'
  | 'm2m_initial_access_tokens'
  | 'm2m_client_registrations'
  | 'm2m_api_keys'
  | 'm2m_revocations'
  | 'm2m_changes'
  | 'm2m_counter'
  | 'm2m_audit_events'
  | 'm2m_configuration_objects'
  | 'm2m_migrations';

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * Names of our tables in the host's database: its `entityPrefix` and `schema` apply to them as they apply to the
 * entities, so that migrations and hand-written SQL find what the entities find.
 */
export class TableNames {
  readonly #prefixed: (name: string) => string;
  readonly #schema: string | undefined;

  constructor(dataSource: DataSource) {
    const options: DataSourceOptions = dataSource.options;
    const prefix = options.entityPrefix;
    this.#prefixed = (name) => (prefix ? dataSource.namingStrategy.prefixTableName(prefix, name) : name);
    this.#schema = 'schema' in options && options.schema ? options.schema : undefined;
  }

  /** A table, quoted and qualified for SQL. */
  table(name: TableName): string {
    return this.#qualified(name);
  }

  /** The sequence that epochs come from. */
  get epochs(): string {
    return this.#qualified('m2m_epochs');
  }

  /** A constraint or an index, quoted; it lives in its table's schema. */
  constraint(name: string): string {
    return quoted(this.bare(name));
  }

  /** An index, quoted and qualified: to drop it, its schema must be named. */
  index(name: string): string {
    return this.#qualified(name);
  }

  /** As the catalogue and error fields spell it. */
  bare(name: string): string {
    return this.#prefixed(name);
  }

  #qualified(name: string): string {
    const local = quoted(this.#prefixed(name));
    return this.#schema === undefined ? local : `${quoted(this.#schema)}.${local}`;
  }
}

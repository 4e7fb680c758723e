import type { DataSource, QueryRunner } from 'typeorm';
import type { PrimaryConnections } from '../connection/primary-connections.js';
import { m2mAuthMigrations } from '../migrations/m2m-auth-migrations.js';
import type { TableNames } from '../table-names.js';
import { foreignTableError, isForeign } from './foreign-table.js';
import { hasLeftTrace } from './migration-traces.js';
import { columnsOf } from './schema-inspection.js';
import { requireSchema } from './schema-check.js';

/**
 * Runs the pending migrations of the library in one transaction, under a lock that a second process waits for, with
 * a history of our own: the host's migrations never see ours, nor we theirs.
 */
export class MigrationRunner {
  readonly #dataSource: DataSource;
  readonly #connections: PrimaryConnections;
  readonly #names: TableNames;
  readonly #limitMs: number;

  constructor(dataSource: DataSource, connections: PrimaryConnections, names: TableNames, limitMs: number) {
    this.#dataSource = dataSource;
    this.#connections = connections;
    this.#names = names;
    this.#limitMs = limitMs;
  }

  /** @returns the names of the migrations that were pending. */
  run(): Promise<string[]> {
    return this.#connections.transaction(this.#limitMs, (session) =>
      session.run(async (_manager, runner) => {
        await this.#lock(runner);
        await this.#refuseForeignTable(runner);
        const done = await this.#history(runner);
        const ran: string[] = [];
        for (const Migration of m2mAuthMigrations) {
          const migration = new Migration();
          if (done.has(migration.name)) continue;
          await migration.up(runner);
          await this.#remember(runner, migration.name);
          ran.push(migration.name);
        }
        await requireSchema(runner, this.#dataSource, this.#names);
        return ran;
      }),
    );
  }

  async #lock(runner: QueryRunner): Promise<void> {
    await runner.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `nestjs-m2m-auth ${this.#names.table('m2m_migrations')}`,
    ]);
  }

  async #refuseForeignTable(runner: QueryRunner): Promise<void> {
    const columns = (await columnsOf(runner, this.#names, ['oauth_clients'])).get('oauth_clients');
    if (columns !== undefined && isForeign(columns)) throw foreignTableError(this.#names);
  }

  async #history(runner: QueryRunner): Promise<ReadonlySet<string>> {
    const table = this.#names.table('m2m_migrations');
    // IF NOT EXISTS would still ask for the right to create, which a role for rows has not.
    const [found] = (await runner.query('SELECT (to_regclass($1) IS NOT NULL)::text AS there', [table])) as {
      there: string;
    }[];
    if (found?.there !== 'true') await this.#makeHistory(runner, table);
    const rows = (await runner.query(`SELECT name FROM ${table}`)) as { name: string }[];
    const done = new Set(rows.map((row) => row.name));
    await this.#adopt(runner, done);
    return done;
  }

  async #makeHistory(runner: QueryRunner, table: string): Promise<void> {
    await runner.query(
      `CREATE TABLE ${table} (
        name text PRIMARY KEY,
        executed_at timestamptz(3) NOT NULL DEFAULT now()
      )`,
    );
  }

  /**
   * A host that ran migrations itself and now lets the library do it: what has left its trace counts as run, up to the
   * first that has not.
   */
  async #adopt(runner: QueryRunner, done: Set<string>): Promise<void> {
    for (const Migration of m2mAuthMigrations) {
      const { name } = new Migration();
      if (done.has(name)) continue;
      if (!(await hasLeftTrace(runner, this.#names, Migration))) return;
      await this.#remember(runner, name);
      done.add(name);
    }
  }

  async #remember(runner: QueryRunner, name: string): Promise<void> {
    await runner.query(`INSERT INTO ${this.#names.table('m2m_migrations')} (name) VALUES ($1)`, [name]);
  }
}

import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

const SERVER_URL = process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/** A database that only one test file knows. */
export interface TestDatabase {
  readonly url: string;
  /** Runs SQL on a connection of its own. */
  query<Row>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

const run = async <Row>(url: string, sql: string, parameters: unknown[] = []): Promise<Row[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(sql, parameters);
    return rows as Row[];
  } finally {
    await client.end();
  }
};

/** Makes an empty database on the Postgres server that `DATABASE_URL` names. */
export const createTestDatabase = (): Promise<TestDatabase> => create();

/** Makes a copy of a database to which nobody is connected. */
export const copyOf = (database: TestDatabase): Promise<TestDatabase> =>
  create(`TEMPLATE ${new URL(database.url).pathname.slice(1)}`);

const create = async (how = ''): Promise<TestDatabase> => {
  const name = `m2m_test_${randomBytes(8).toString('hex')}`;
  await run(SERVER_URL, `CREATE DATABASE ${name} ${how}`);
  const url = new URL(SERVER_URL);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    query: (sql, parameters) => run(url.href, sql, parameters),
    drop: async () => {
      await run(SERVER_URL, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
};

import { DataSource } from 'typeorm';

const CONNECT_MS = 5_000;
const STATEMENT_MS = 30_000;

/**
 * Every row of a table of another system, which is only read.
 *
 * @param table `name` or `schema.name`, as Postgres has it.
 * @throws Error of Postgres or of the network.
 */
export async function readForeignTable(url: string, table: string): Promise<readonly object[]> {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    poolSize: 1,
    connectTimeoutMS: CONNECT_MS,
    installExtensions: false,
    applicationName: 'm2m-auth-import',
    extra: {
      statement_timeout: STATEMENT_MS,
      query_timeout: STATEMENT_MS,
      options: '-c default_transaction_read_only=on',
    },
  });
  await dataSource.initialize();
  try {
    return await dataSource.query<object[]>(`SELECT * FROM ${quoted(table)}`);
  } finally {
    await dataSource.destroy();
  }
}

const quoted = (table: string): string =>
  table
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.');

import { DataSource } from 'typeorm';
import { CreateReports1764000000000 } from './reports/create-reports.migration.js';
import { migrateUnderLock } from './migration-lock.js';

const server = process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const schema = `server_migrations_${process.pid}`;

describe("the server's own migrations", () => {
  const sources: DataSource[] = [];
  const connect = async (): Promise<DataSource> => {
    const source = await new DataSource({
      type: 'postgres',
      url: server,
      extra: { options: `-c search_path=${schema}` },
      installExtensions: false,
      migrations: [CreateReports1764000000000],
      migrationsTableName: 'server_migrations',
    }).initialize();
    sources.push(source);
    return source;
  };

  beforeAll(async () => {
    await (await connect()).query(`CREATE SCHEMA ${schema}`);
  });
  afterAll(async () => {
    await sources[0]?.query(`DROP SCHEMA ${schema} CASCADE`);
    await Promise.all(sources.map((source) => source.destroy()));
  });

  it('run once when several processes start together', async () => {
    const starting = await Promise.all([connect(), connect(), connect()]);

    await Promise.all(starting.map(migrateUnderLock));

    const rows = await sources[0]?.query('SELECT name FROM server_migrations');
    expect(rows).toEqual([{ name: 'CreateReports1764000000000' }]);
  });

  it('can be undone', async () => {
    await sources[0]?.undoLastMigration();

    const [row] = (await sources[0]?.query("SELECT to_regclass('reports') AS found")) as { found: unknown }[];
    expect(row?.found).toBeNull();
  });
});

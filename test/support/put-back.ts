import type { TestDatabase } from './postgres.js';

const TABLES = `SELECT table_name AS name FROM information_schema.tables
  WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'm2m_migrations'`;
const SEQUENCES = `SELECT sequencename AS name, COALESCE(last_value, 0)::text AS at FROM pg_sequences
  WHERE schemaname = 'public'`;

/**
 * Takes a backup of a database, and answers what puts it back under everybody who is connected, in one transaction:
 * what a restored dump or a promoted standby does, but without cutting connections.
 */
export const backUp = async (database: TestDatabase): Promise<() => Promise<void>> => {
  const tables = await database.query<{ name: string }>(TABLES);
  const sequences = await database.query<{ name: string; at: string }>(SEQUENCES);
  await database.query('DROP SCHEMA IF EXISTS backup CASCADE');
  await database.query('CREATE SCHEMA backup');
  for (const { name } of tables) {
    await database.query(`CREATE TABLE backup."${name}" AS TABLE public."${name}"`);
  }
  const restore = [
    'SET session_replication_role = replica',
    `TRUNCATE ${tables.map(({ name }) => `public."${name}"`).join(', ')}`,
    ...tables.map(
      ({ name }) => `INSERT INTO public."${name}" OVERRIDING SYSTEM VALUE SELECT * FROM backup."${name}"`,
    ),
    ...sequences.map(
      ({ name, at }) => `SELECT setval('public."${name}"', GREATEST(1, ${at}), ${at !== '0'})`,
    ),
  ];
  // One message is one transaction.
  return () => database.query(restore.join(';\n')).then(() => undefined);
};

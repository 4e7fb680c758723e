import pg from 'pg';

/** Why this Postgres cannot serve the tests, or null when it can. The URL itself is never part of the answer. */
export async function postgresProblem(url) {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 3_000,
    query_timeout: 3_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query(
      'SELECT rolcreatedb OR rolsuper AS "mayCreate" FROM pg_roles WHERE rolname = current_user',
    );
    return rows[0]?.mayCreate ? null : 'its role may not CREATE DATABASE';
  } catch (error) {
    return error.message || error.code || 'it does not answer';
  } finally {
    await client.end().catch(() => undefined);
  }
}

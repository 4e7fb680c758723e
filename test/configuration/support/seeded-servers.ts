import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type RunningServer } from '../../../apps/server/src/bootstrap.js';
import { loadConfig } from '../../../apps/server/src/config/load-config.js';
import { createLogger } from '../../../apps/server/src/logging/logger.js';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.js';

const EXAMPLE = 'apps/server/seed.example.yaml';
export const BILLING_CLIENT_SECRET = 'for this test alone, and long enough to be one';
export const EXPORT_API_KEY = 'sk_test_for-this-test-alone-and-long-enough';
export const INTERNAL_API_KEY = 'seed-internal-api-key-0123456789abcdef';

/** Servers that start with a file, the example unless told otherwise, on a database that is empty before each test. */
export const seededServers = () => {
  let database: TestDatabase;
  let directory: string;
  const running: RunningServer[] = [];
  const lines: string[] = [];

  beforeEach(async () => {
    database = await createTestDatabase();
    directory = await mkdtemp(join(tmpdir(), 'm2m-seed-'));
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.close()));
    await database.drop();
    await rm(directory, { recursive: true, force: true });
  });

  const start = async (environment: Readonly<Record<string, string>> = {}): Promise<RunningServer> => {
    const config = loadConfig({
      NODE_ENV: 'test',
      // Outside production Fastify serves the documentation by a package that Jest cannot load.
      HTTP_ADAPTER: 'express',
      PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'trace',
      ISSUER: 'https://auth.example.com',
      DATA_DIR: directory,
      DATABASE_URL: database.url,
      INTERNAL_API_KEY,
      KEY_ENCRYPTION_KEY: 'seed-key-encryption-key-0123456789abcdef',
      SEED_FILE: EXAMPLE,
      BILLING_CLIENT_SECRET,
      EXPORT_API_KEY,
      ...environment,
    });
    const server = await createServer(config, createLogger('trace', { write: (line) => lines.push(line) }));
    running.push(server);
    return server;
  };

  const query: TestDatabase['query'] = (...statement) => database.query(...statement);

  return {
    start,
    query,
    /** What all of them have logged. */
    lines,
    seedOf: async (document: unknown): Promise<string> => {
      const path = join(directory, 'seed.json');
      await writeFile(path, JSON.stringify(document));
      return path;
    },
    /** Every row that a document could touch, and which transaction has written it. */
    rows: () =>
      query(
        `SELECT xmin::text, client_id AS id FROM oauth_clients
          UNION ALL SELECT xmin::text, id::text FROM oauth_client_secrets
          UNION ALL SELECT xmin::text, id FROM m2m_organizations
          UNION ALL SELECT xmin::text, id FROM m2m_api_keys
          UNION ALL SELECT xmin::text, id FROM m2m_configuration_objects
          UNION ALL SELECT xmin::text, id::text FROM m2m_audit_events
          UNION ALL SELECT xmin::text, seq::text FROM m2m_changes
          ORDER BY 2, 1`,
      ),
  };
};

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type RunningServer } from '../../../apps/server/src/bootstrap.js';
import type { EnvironmentVariables } from '../../../apps/server/src/config/environment-reader.js';
import { loadConfig } from '../../../apps/server/src/config/load-config.js';
import { createTestDatabase } from '../../support/postgres.js';
import { send, type RawResponse } from '../../hosts/support/raw-http.js';
import { admin, registerClient, type AdminAnswer, type ClientInput, type RegisteredClient } from './admin.js';
import { seedEmbeddedDatabase } from './embedded-template.js';
import { claimRedisDatabase } from './redis-database.js';
import { tokenRequest, type TokenRequest } from './token-request.js';

/** One of the ways in which the server is deployed: every answer must be the same on all of them. */
export interface Deployment {
  readonly adapter: 'express' | 'fastify';
  readonly state: 'embedded' | 'services';
}

const EVERY_DEPLOYMENT: readonly Deployment[] = [
  { adapter: 'fastify', state: 'services' },
  { adapter: 'express', state: 'embedded' },
  { adapter: 'express', state: 'services' },
  { adapter: 'fastify', state: 'embedded' },
];

/**
 * For `describe.each`: each adapter and each storage once, because the contract suites hold the storages together and
 * the same-bytes suites the adapters. `npm run test:all` runs all four.
 */
export const DEPLOYMENTS: readonly Deployment[] =
  process.env['EVERY_DEPLOYMENT'] === 'true' ? EVERY_DEPLOYMENT : EVERY_DEPLOYMENT.slice(0, 2);

/** For suites whose subject is the adapter: both of them on Postgres and Redis. */
export const BOTH_ADAPTERS: readonly Deployment[] = EVERY_DEPLOYMENT.filter(
  ({ state }) => state === 'services',
);

export const ISSUER = 'https://auth.example.com/m2m';
export const AUDIENCE = 'https://api.example.com';
export const INTERNAL_API_KEY = 'e2e-internal-api-key-0123456789abcdef';

/** A deployment that listens, with a database, a key space and a data directory of its own. */
export interface RunningDeployment {
  readonly url: string;
  readonly port: number;
  readonly internalApiKey: string;
  readonly server: RunningServer;
  /** Stops the server and removes everything that it kept. */
  stop(): Promise<void>;
  /** Calls an admin endpoint with the internal API key. */
  admin(method: string, path: string, body?: unknown): Promise<AdminAnswer>;
  /** Registers a client over HTTP; without scopes unless it names some. */
  registerClient(input?: ClientInput): Promise<RegisteredClient>;
  /** Sends a token request on a connection of its own. */
  token(request?: TokenRequest): Promise<RawResponse>;
  /** A token of this client's, for tests whose subject is what becomes of it. */
  accessToken(client: RegisteredClient, parameters?: Record<string, string>): Promise<string>;
}

interface Resources {
  readonly environment: EnvironmentVariables;
  release(): Promise<void>;
}

const embedded = async (directory: string): Promise<Resources> => {
  await seedEmbeddedDatabase(directory);
  return { environment: {}, release: () => Promise.resolve() };
};

const services = async (): Promise<Resources> => {
  const database = await createTestDatabase();
  const redis = await claimRedisDatabase();
  return {
    environment: { DATABASE_URL: database.url, REDIS_URL: redis.url },
    release: async () => {
      await redis.release();
      await database.drop();
    },
  };
};

/**
 * Starts the server in this process, on a free port and with the settings of production.
 *
 * @param overrides environment variables beside or instead of the usual ones. Throttling is out of the way unless
 * they say otherwise: `undefined` brings the server's own default back.
 */
export const startDeployment = async (
  { adapter, state }: Deployment,
  overrides: EnvironmentVariables = {},
): Promise<RunningDeployment> => {
  const directory = await mkdtemp(join(tmpdir(), 'm2m-e2e-'));
  const resources = state === 'services' ? await services() : await embedded(directory);
  const release = async (): Promise<void> => {
    await resources.release();
    await rm(directory, { recursive: true, force: true });
  };
  const config = loadConfig({
    NODE_ENV: 'production',
    HTTP_ADAPTER: adapter,
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'silent',
    DATA_DIR: directory,
    ISSUER,
    AUDIENCE,
    INTERNAL_API_KEY,
    KEY_ENCRYPTION_KEY: 'e2e-key-encryption-key-0123456789abcdef',
    ...(state === 'embedded' ? { EMBEDDED_DATABASE: 'true' } : {}),
    AUTH_TOKEN_THROTTLE_LIMIT: '30000',
    ...resources.environment,
    ...overrides,
  });
  try {
    const server = await createServer(config);
    return running(server, async () => {
      await server.close();
      await release();
    });
  } catch (error) {
    await release();
    throw error;
  }
};

const running = (server: RunningServer, stop: () => Promise<void>): RunningDeployment => {
  const { url } = server;
  const port = Number(new URL(url).port);
  const token = (request: TokenRequest = {}): Promise<RawResponse> => send(port, tokenRequest(request));
  return {
    url,
    port,
    internalApiKey: INTERNAL_API_KEY,
    server,
    stop,
    admin: (method, path, body) => admin(url, INTERNAL_API_KEY, method, path, body),
    registerClient: (input) => registerClient(url, INTERNAL_API_KEY, input),
    token,
    accessToken: async (client, parameters) => {
      const { status, body } = await token({ basic: client, form: parameters });
      if (status !== 200) throw new Error(`The token endpoint answered ${status}: ${body}`);
      return (JSON.parse(body) as { access_token: string }).access_token;
    },
  };
};

import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { admin, type ClientInput, type RegisteredClient } from '../../e2e/support/admin.js';
import { claimRedisDatabase } from '../../e2e/support/redis-database.js';
import { MAIN } from '../../processes/support/built.js';
import { ServerProcess } from '../../processes/support/server-process.js';
import { createTestDatabase } from '../../support/postgres.js';

export type DeploymentName = 'postgres' | 'embedded';

/** What the host of a positive control does to its server, see `host.mjs`. */
export type Leak = 'no-dummy' | 'late-answer';

export interface LabOptions {
  readonly deployment: DeploymentName;
  /** The work factor of bcrypt: 12 in production, less where a thousand samples are to be had in a minute. */
  readonly cost: number;
  readonly leak?: Leak;
}

/** Its answers come a millisecond late on the server of the control `late-answer`. */
export const LATE_CLIENT = 'late-client';

const HOST = pathToFileURL(resolve('test/timing/support/host.mjs')).href;
const IMPORTED_AT_ONCE = 100;
const SALT_AND_DIGEST = 'N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy';

/** A built server in a process of its own, and what it knows. */
export class Lab {
  private constructor(
    readonly cost: number,
    private readonly server: ServerProcess,
    private readonly cleanUp: () => Promise<void>,
  ) {}

  static async open({ deployment, cost, leak }: LabOptions): Promise<Lab> {
    const folder = await mkdtemp(join(tmpdir(), 'm2m-timing-'));
    const stores = deployment === 'postgres' ? await ownStores() : { environment: {}, drop: async () => {} };
    const cleanUp = async (): Promise<void> => {
      await stores.drop();
      await rm(folder, { recursive: true, force: true });
    };
    const environment = {
      ...stores.environment,
      DATA_DIR: folder,
      LOG_LEVEL: 'info',
      // 429 would hide what is measured.
      AUTH_TOKEN_THROTTLE_LIMIT: '1000000',
      REGISTRATION: 'open',
      REGISTRATION_SCOPES: 'reports:read',
      REGISTRATION_AUDIENCES: 'https://api.example.com',
      M2M_TIMING_COST: String(cost),
      M2M_TIMING_LEAK: leak,
      M2M_TIMING_LATE: LATE_CLIENT,
    };
    try {
      return new Lab(cost, await ServerProcess.start(environment, ['--import', HOST, MAIN]), cleanUp);
    } catch (error) {
      await cleanUp();
      throw error;
    }
  }

  get url(): string {
    return this.server.url;
  }

  get internalApiKey(): string {
    return this.server.internalApiKey;
  }

  async close(): Promise<void> {
    await this.server.stop();
    await this.cleanUp();
  }

  client(input: ClientInput = {}): Promise<RegisteredClient> {
    return this.server.register(input);
  }

  /** A client whose row is in the server's cache. */
  async clientInUse(input: ClientInput = {}): Promise<RegisteredClient> {
    const client = await this.client(input);
    const { status } = await this.server.token(client);
    if (status !== 200) throw new Error(`A client in use got ${status}.`);
    return client;
  }

  /** Ids of clients that nobody has asked for yet, which hold the hash of a secret that nobody knows. */
  async coldClients(count: number): Promise<string[]> {
    const ids = Array.from({ length: count }, () => randomUUID());
    for (let at = 0; at < count; at += IMPORTED_AT_ONCE) {
      await this.import(ids.slice(at, at + IMPORTED_AT_ONCE), 4);
    }
    return ids;
  }

  /** Clients with a bare bcrypt hash of that cost. */
  async import(clientIds: readonly string[], cost: number): Promise<void> {
    const clientSecretHash = `$2b$${String(cost).padStart(2, '0')}$${SALT_AND_DIGEST}`;
    const clients = clientIds.map((clientId) => ({
      clientId,
      clientSecretHash,
      name: 'Imported',
      scopes: [],
    }));
    await this.admin('POST', '/oauth-clients/imports', { clients });
  }

  /** The id of a client that registered itself. */
  async selfRegistered(): Promise<string> {
    const response = await fetch(`${this.url}/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_name: 'Self-registered' }),
    });
    if (response.status !== 201) throw new Error(`Registration answered ${response.status}.`);
    return ((await response.json()) as { client_id: string }).client_id;
  }

  async apiKey(): Promise<{ readonly id: string; readonly value: string }> {
    const organization = (await this.admin('POST', '/organizations', { name: randomUUID() })) as {
      id: string;
    };
    const owner = { type: 'organization', id: organization.id };
    const input = { name: 'Timing', owner, permissions: ['reports:read'] };
    return (await this.admin('POST', '/api-keys', input)) as { id: string; value: string };
  }

  async admin(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await admin(this.url, this.internalApiKey, method, path, body);
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
}

/** A secret as a person would choose it: bcrypt alone can tell. */
export const suppliedSecret = (): string => `chosen-${randomBytes(24).toString('hex')}`;

const ownStores = async (): Promise<{ environment: Record<string, string>; drop: () => Promise<void> }> => {
  const [database, redis] = [await createTestDatabase(), await claimRedisDatabase()];
  return {
    environment: {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      // Other suites empty the same database of Redis, and leave keys of theirs there.
      REDIS_KEY_PREFIX: `timing-${randomBytes(4).toString('hex')}`,
    },
    drop: async () => {
      await database.drop();
      await redis.release();
    },
  };
};

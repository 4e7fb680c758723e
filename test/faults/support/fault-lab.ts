import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RegisteredClient } from '../../e2e/support/admin.js';
import { ServerProcess } from '../../processes/support/server-process.js';
import { PostgresServer } from '../../support/postgres-server.js';
import { RedisServer } from '../../support/redis-server.js';

const ADAPTERS = ['fastify', 'express'] as const;
const CLIENTS = 3;

/** Two servers, one on each platform, with a Postgres and a Redis that nobody else uses and that may be broken. */
export class FaultLab {
  readonly servers: ServerProcess[] = [];
  readonly clients: RegisteredClient[] = [];

  private constructor(
    readonly postgres: PostgresServer,
    readonly redis: RedisServer,
    private readonly folder: string,
  ) {}

  static async start(): Promise<FaultLab> {
    const folder = await mkdtemp(join(tmpdir(), 'm2m-faults-'));
    const [postgres, redis] = await Promise.all([PostgresServer.start(), RedisServer.start()]);
    const lab = new FaultLab(postgres, redis, folder);
    lab.servers.push(...(await Promise.all(ADAPTERS.map((adapter) => lab.startServer(adapter)))));
    for (let made = 0; made < CLIENTS; made += 1) lab.clients.push(await lab.server(0).register());
    return lab;
  }

  server(index: number): ServerProcess {
    const server = this.servers[index];
    if (server === undefined) throw new RangeError(`there is no server ${index}`);
    return server;
  }

  /** One more server on the same stores; whoever starts it ends it. */
  startServer(HTTP_ADAPTER: (typeof ADAPTERS)[number]): Promise<ServerProcess> {
    return ServerProcess.start({
      DATABASE_URL: this.postgres.url,
      REDIS_URL: this.redis.url,
      KEY_ENCRYPTION_KEY: 'f'.repeat(64),
      DATA_DIR: join(this.folder, HTTP_ADAPTER),
      HTTP_ADAPTER,
    });
  }

  async stop(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.kill()));
    await Promise.all([this.redis.stop(), this.postgres.stop()]);
    await rm(this.folder, { recursive: true, force: true });
  }
}

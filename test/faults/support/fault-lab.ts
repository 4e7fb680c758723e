import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RegisteredClient } from '../../e2e/support/admin.js';
import { ServerProcess, type Environment } from '../../processes/support/server-process.js';
import { PostgresServer } from '../../support/postgres-server.js';
import { RedisServer } from '../../support/redis-server.js';
import { TcpProxy } from '../../support/tcp-proxy.js';

const ADAPTERS = ['fastify', 'express'] as const;
const CLIENTS = 3;

/** What differs between the labs of different faults. */
export interface LabOptions {
  /** Of its Redis, as on the command line. */
  readonly redis?: readonly string[];
  /** Of its Postgres. */
  readonly postgres?: Readonly<Record<string, string>>;
  /** What the servers run, instead of the built server: Node's arguments. */
  readonly program?: readonly string[];
  readonly environment?: Environment;
  /** The servers reach their stores through proxies, so that the network can break too. */
  readonly proxied?: boolean;
  /** How many servers; one on each platform in turn. */
  readonly servers?: number;
}

/** What stands between the servers and their stores. */
export interface Network {
  readonly postgres: TcpProxy;
  readonly redis: TcpProxy;
}

/** Servers on both platforms with a Postgres and a Redis that nobody else uses and that may be broken. */
export class FaultLab {
  readonly servers: ServerProcess[] = [];
  readonly clients: RegisteredClient[] = [];

  private constructor(
    readonly postgres: PostgresServer,
    readonly redis: RedisServer,
    private readonly between: Network | null,
    private readonly folder: string,
  ) {}

  static async start(options: LabOptions = {}): Promise<FaultLab> {
    const folder = await mkdtemp(join(tmpdir(), 'm2m-faults-'));
    const [postgres, redis] = await Promise.all([
      PostgresServer.start(options.postgres),
      RedisServer.start(...(options.redis ?? [])),
    ]);
    const between = options.proxied
      ? { postgres: await TcpProxy.start(postgres), redis: await TcpProxy.start(redis) }
      : null;
    const lab = new FaultLab(postgres, redis, between, folder);
    try {
      await lab.populate(options);
    } catch (error) {
      await lab.stop();
      throw error;
    }
    return lab;
  }

  /** Only of a lab that is `proxied`. */
  get network(): Network {
    if (this.between === null) throw new Error('there is nothing between the servers and their stores');
    return this.between;
  }

  server(index: number): ServerProcess {
    const server = this.servers[index];
    if (server === undefined) throw new RangeError(`there is no server ${index}`);
    return server;
  }

  /** One more server on the same stores; whoever starts it ends it. */
  startServer(
    HTTP_ADAPTER: (typeof ADAPTERS)[number] = 'fastify',
    { environment, program }: Pick<LabOptions, 'environment' | 'program'> = {},
  ): Promise<ServerProcess> {
    const { postgres, redis } = this.between ?? this;
    const stores = {
      DATABASE_URL: `postgres://postgres@127.0.0.1:${postgres.port}/postgres`,
      REDIS_URL: `redis://127.0.0.1:${redis.port}`,
      REDIS_KEY_PREFIX: 'm2m',
      KEY_ENCRYPTION_KEY: 'f-key-encryption-key-of-a-test-23571113',
      DATA_DIR: join(this.folder, HTTP_ADAPTER),
    };
    return ServerProcess.start({ ...stores, HTTP_ADAPTER, ...environment }, program);
  }

  private async populate(options: LabOptions): Promise<void> {
    const { servers = 2 } = options;
    const starting = Array.from({ length: servers }, async (_, n) => {
      this.servers.push(await this.startServer(ADAPTERS[n % ADAPTERS.length], options));
    });
    const outcomes = await Promise.allSettled(starting);
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    for (let made = 0; made < CLIENTS; made += 1) this.clients.push(await this.server(0).register());
  }

  async stop(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.kill()));
    await Promise.all([this.between?.redis.close(), this.between?.postgres.close()]);
    await Promise.all([this.redis.stop(), this.postgres.stop()]);
    await rm(this.folder, { recursive: true, force: true });
  }
}

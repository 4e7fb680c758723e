import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './free-port.js';
import { RedisServer } from './redis-server.js';
import { replicasOnline, until, type RedisTopology } from './redis-topology.js';

const NAME = 'the-master';
const HOST = '127.0.0.1';

/** One sentinel process on a free port. */
class Sentinel {
  private constructor(
    readonly port: number,
    private readonly directory: string,
    private readonly process: ChildProcess,
    readonly client: Redis,
  ) {}

  static async start(masterPort: number): Promise<Sentinel> {
    const [port, directory] = [await freePort(), await mkdtemp(join(tmpdir(), 'sentinel-'))];
    const file = join(directory, 'sentinel.conf');
    const lines = [
      `port ${port}`,
      `bind ${HOST}`,
      `dir ${directory}`,
      `sentinel monitor ${NAME} ${HOST} ${masterPort} 2`,
      `sentinel down-after-milliseconds ${NAME} 1000`,
      `sentinel failover-timeout ${NAME} 1000`,
      `sentinel parallel-syncs ${NAME} 2`,
    ];
    await writeFile(file, lines.join('\n'));
    const process = spawn('redis-server', [file, '--sentinel'], { stdio: 'ignore' });
    const client = new Redis({ host: HOST, port, retryStrategy: () => 20 });
    client.on('error', () => undefined);
    await client.ping();
    return new Sentinel(port, directory, process, client);
  }

  /** What it says of the master, its field names and values in turn. */
  async field(name: string): Promise<string | undefined> {
    const reply = (await this.client.call('SENTINEL', 'MASTER', NAME)) as string[];
    return reply[reply.indexOf(name) + 1];
  }

  async stop(): Promise<void> {
    this.client.disconnect();
    const exited = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await exited;
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** A master, two replicas, and three sentinels that watch over them. */
export class RedisSentinels implements RedisTopology {
  private constructor(
    private readonly servers: readonly RedisServer[],
    private readonly sentinels: readonly Sentinel[],
  ) {}

  static async start(): Promise<RedisSentinels> {
    const master = await RedisServer.start('--repl-diskless-sync-delay', '0');
    const replica = () =>
      RedisServer.start('--replicaof', HOST, String(master.port), '--repl-diskless-sync-delay', '0');
    const servers = [master, await replica(), await replica()];
    await until('both replicas are in sync', async () => (await replicasOnline(master)) === 2);
    const sentinels = [
      await Sentinel.start(master.port),
      await Sentinel.start(master.port),
      await Sentinel.start(master.port),
    ];
    for (const sentinel of sentinels) {
      await until(
        'the sentinels know each other and the replicas',
        async () =>
          (await sentinel.field('num-other-sentinels')) === '2' &&
          (await sentinel.field('num-slaves')) === '2',
      );
    }
    return new RedisSentinels(servers, sentinels);
  }

  get options() {
    return { sentinels: this.sentinels.map(({ port }) => ({ host: HOST, port })), name: NAME };
  }

  async master(): Promise<RedisServer> {
    const port = Number(await this.sentinels[0]?.field('port'));
    const found = this.servers.find((server) => server.port === port);
    if (found === undefined) throw new Error('the sentinels name another server');
    return found;
  }

  async replicas(): Promise<readonly RedisServer[]> {
    const master = await this.master();
    return this.servers.filter((server) => server !== master && server.running);
  }

  async handOver(): Promise<void> {
    const before = await this.master();
    await until(
      'the sentinels begin a failover',
      async () => (await this.sentinels[0]?.client.call('SENTINEL', 'FAILOVER', NAME)) === 'OK',
    );
    await until('the sentinels name another master', async () => (await this.master()) !== before);
  }

  async stop(): Promise<void> {
    await Promise.all(this.sentinels.map((sentinel) => sentinel.stop()));
    await Promise.all(this.servers.map((server) => server.stop()));
  }
}

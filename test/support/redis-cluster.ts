import { freePort } from './free-port.js';
import { RedisServer } from './redis-server.js';
import { replicasOnline, until, type RedisTopology } from './redis-topology.js';

const HOST = '127.0.0.1';
const RANGES = [
  [0, 5_460],
  [5_461, 10_922],
  [10_923, 16_383],
] as const;
/** A key of the slot under test. */
const KEY = '{m2m}:deny';

const node = async (
  settings: readonly string[],
): Promise<{ readonly server: RedisServer; readonly bus: number }> => {
  const bus = await freePort();
  const server = await RedisServer.start(
    ...['--cluster-enabled', 'yes', '--cluster-port', String(bus), '--cluster-node-timeout', '1000'],
    ...['--cluster-replica-validity-factor', '0', '--repl-diskless-sync-delay', '0'],
    ...settings,
  );
  return { server, bus };
};

/** Three masters, and one replica of the master that serves our slot. */
export class RedisCluster implements RedisTopology {
  private constructor(
    private readonly servers: readonly RedisServer[],
    readonly slot: number,
  ) {}

  /** @param settings of every node, as on the command line of redis-server. */
  static async start(...settings: string[]): Promise<RedisCluster> {
    const nodes = await Promise.all(Array.from({ length: 4 }, () => node(settings)));
    const servers = nodes.map(({ server }) => server);
    const [first] = servers;
    if (first === undefined) throw new Error('no node');
    for (const [index, [from, through]] of RANGES.entries()) {
      await servers[index]?.client.call('CLUSTER', 'ADDSLOTSRANGE', from, through);
      await servers[index]?.client.call('CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
    }
    for (const { server, bus } of nodes.slice(1)) {
      await first.client.call('CLUSTER', 'MEET', HOST, server.port, bus);
    }
    const cluster = new RedisCluster(servers, Number(await first.client.cluster('KEYSLOT', KEY)));
    for (const server of servers) {
      await until('all know each other', async () => (await cluster.info(server)).includes('known_nodes:4'));
    }
    const master = await cluster.master();
    await servers[3]?.client.call('CLUSTER', 'REPLICATE', await cluster.idOf(master));
    await until('the replica is in sync', async () => (await replicasOnline(master)) === 1);
    for (const server of servers) {
      await until('the cluster is whole', async () => (await cluster.info(server)).includes('state:ok'));
      await until(
        'all know the replica',
        async () =>
          (await nodesOf(server)).includes(' slave ') || (await nodesOf(server)).includes('myself,slave'),
      );
    }
    return cluster;
  }

  get options() {
    return { cluster: this.servers.map(({ port }) => ({ host: HOST, port })) };
  }

  async master(): Promise<RedisServer> {
    const views = await Promise.all(this.running.map((server) => nodesOf(server)));
    const owners = new Set(views.map((view) => this.ownerIn(view)));
    const [port] = owners;
    const found = this.servers.find((server) => server.port === port);
    if (found === undefined || owners.size > 1)
      throw new Error('the nodes do not agree on who serves the slot');
    return found;
  }

  /** The server that was given the slot of a key at the start. */
  async firstOwnerOf(key: string): Promise<RedisServer> {
    const slot = Number(await this.servers[0]?.client.cluster('KEYSLOT', key));
    const owner = this.servers[RANGES.findIndex(([from, through]) => from <= slot && slot <= through)];
    if (owner === undefined) throw new Error('nobody has this slot');
    return owner;
  }

  async replicas(): Promise<readonly RedisServer[]> {
    const roles = await Promise.all(this.running.map(async (server) => nodesOf(server)));
    return this.running.filter((_, index) => roles[index]?.includes('myself,slave'));
  }

  async handOver(): Promise<void> {
    const [replica] = await this.replicas();
    if (replica === undefined) throw new Error('no replica');
    const isReady = async () => (await replica.client.info('replication')).includes('master_link_status:up');
    await until('the replica follows its master', isReady);
    let askedAt = Number.NEGATIVE_INFINITY;
    await until('the replica serves the slot', async () => {
      if ((await this.master()) === replica) return true;
      // Its master may not know it as its own yet, and then ignores the wish.
      if (performance.now() - askedAt > 2_000) {
        askedAt = performance.now();
        await replica.client.call('CLUSTER', 'FAILOVER');
      }
      return false;
    });
  }

  /** Moves our slot, with its keys, to a master that did not serve it. */
  async moveSlot(): Promise<void> {
    const from = await this.master();
    const to = this.servers.slice(0, RANGES.length).find((server) => server !== from);
    if (to === undefined) throw new Error('no other master');
    const [fromId, toId] = [await this.idOf(from), await this.idOf(to)];
    await to.client.call('CLUSTER', 'SETSLOT', this.slot, 'IMPORTING', fromId);
    await from.client.call('CLUSTER', 'SETSLOT', this.slot, 'MIGRATING', toId);
    const keys = (await from.client.call('CLUSTER', 'GETKEYSINSLOT', this.slot, 100)) as string[];
    await from.client.call('MIGRATE', HOST, to.port, '', 0, 5_000, 'KEYS', ...keys);
    for (const server of [to, from]) await server.client.call('CLUSTER', 'SETSLOT', this.slot, 'NODE', toId);
    await until('all know where the slot is', async () => (await this.master()) === to);
  }

  async stop(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop()));
  }

  private get running(): readonly RedisServer[] {
    return this.servers.filter(({ running }) => running);
  }

  private info(server: RedisServer): Promise<string> {
    return server.client.cluster('INFO');
  }

  private idOf(server: RedisServer): Promise<string> {
    return server.client.call('CLUSTER', 'MYID') as Promise<string>;
  }

  private ownerIn(view: string): number | undefined {
    for (const line of view.split('\n')) {
      const [, address = '', flags = '', , , , , , ...slots] = line.trim().split(' ');
      if (flags.includes('fail') || !flags.includes('master')) continue;
      const serves = slots.some((range) => {
        const [from, through = from] = range.split('-').map(Number);
        return from !== undefined && through !== undefined && from <= this.slot && this.slot <= through;
      });
      if (serves) return Number(/:(\d+)@/.exec(address)?.[1]);
    }
    return undefined;
  }
}

const nodesOf = (server: RedisServer): Promise<string> =>
  server.client.call('CLUSTER', 'NODES') as Promise<string>;

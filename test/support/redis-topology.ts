import type { RedisStateOptions } from '../../libs/m2m-auth/src/domain/shared-state/redis-state-options.js';
import type { RedisServer } from './redis-server.js';

/** Several redis-server processes in which another one takes over from a master that is gone. */
export interface RedisTopology {
  /** How a process of ours finds its master. */
  readonly options: RedisStateOptions;
  /** The one that serves our keys, as the others see it now. */
  master(): Promise<RedisServer>;
  /** Those that copy it. */
  replicas(): Promise<readonly RedisServer[]>;
  /** Makes one of its replicas the master, with everything that the old one holds. */
  handOver(): Promise<void>;
  stop(): Promise<void>;
}

const DEADLINE_MS = 20_000;

/** Polls until `probe` holds. */
export const until = async (what: string, probe: () => Promise<boolean>): Promise<void> => {
  const deadline = performance.now() + DEADLINE_MS;
  while (!(await probe().catch(() => false))) {
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

/** How many replicas this server feeds. */
export const replicasOnline = async (server: RedisServer): Promise<number> =>
  (await server.client.info('replication')).match(/state=online/g)?.length ?? 0;

/**
 * Cuts the replicas off from what their master does from here on, and then takes the master away: what a failover
 * loses. The replicas are frozen in between, so that they cannot come back for it.
 */
export const loseMasterAfter = async (topology: RedisTopology, act: () => Promise<void>): Promise<void> => {
  const [master, replicas] = [await topology.master(), await topology.replicas()];
  for (const replica of replicas) replica.freeze();
  await master.client.client('KILL', 'TYPE', 'REPLICA');
  await act();
  await master.kill();
  for (const replica of replicas) replica.thaw();
};

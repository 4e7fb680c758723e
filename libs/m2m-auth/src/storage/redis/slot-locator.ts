import type { RedisAddress } from '../../oauth/ports/redis-connection-options.js';
import { askNode, loginOptions, type NodeWaits } from './ask-node.js';
import type { ClusterEndpoint } from './redis-endpoint.js';
import { infoField } from './redis-node.js';
import { Witnesses, type NodeLocator } from './serving-node.js';

/** Which master of a Cluster serves which slots, as one of its nodes sees it. */
interface SlotRange {
  readonly from: number;
  readonly through: number;
  readonly master: RedisAddress;
}

/**
 * Reads a reply to CLUSTER SLOTS. A node that does not know by which name it is reached leaves the host open: it is
 * then the one that was asked.
 */
export const slotRanges = (reply: unknown, asked: RedisAddress): SlotRange[] => {
  if (!Array.isArray(reply)) return [];
  return reply.flatMap((range: unknown) => {
    const [from, through, master] = Array.isArray(range) ? (range as unknown[]) : [];
    const [host, port] = Array.isArray(master) ? (master as unknown[]) : [];
    if (typeof from !== 'number' || typeof through !== 'number' || typeof port !== 'number') return [];
    const named = typeof host === 'string' && host !== '' && host !== '?' ? host : asked.host;
    return [{ from, through, master: { host: named, port } }];
  });
};

/** The node of a Cluster that serves the slot of one key. Nodes that were heard of are asked when the given ones fail. */
export class SlotLocator implements NodeLocator {
  private readonly witnesses: Witnesses;
  private known: readonly RedisAddress[] = [];

  constructor(
    private readonly endpoint: ClusterEndpoint,
    private readonly key: string,
    private readonly waits: NodeWaits,
    onError: (error: Error) => void,
  ) {
    this.witnesses = new Witnesses(onError);
  }

  locate(): Promise<RedisAddress> {
    const candidates = unique([...this.endpoint.nodes, ...this.known]);
    return this.witnesses.ask(candidates, (node) => this.ask(node));
  }

  private async ask(node: RedisAddress): Promise<RedisAddress | undefined> {
    const { host, port } = node;
    const [state, slot, slots] = await askNode(
      { host, port, ...loginOptions(this.endpoint) },
      this.waits,
      (connection) =>
        connection.pipeline().cluster('INFO').cluster('KEYSLOT', this.key).cluster('SLOTS').exec(),
    );
    // Cut off from the others, it tells of a past that may be over.
    if (infoField(state, 'cluster_state') !== 'ok') return undefined;
    const ranges = slotRanges(slots, node);
    this.known = unique([...this.known, ...ranges.map(({ master }) => master)]).slice(-MAX_KNOWN);
    return ranges.find(({ from, through }) => Number(slot) >= from && Number(slot) <= through)?.master;
  }
}

const MAX_KNOWN = 100;

const unique = (addresses: readonly RedisAddress[]): RedisAddress[] => [
  ...new Map(addresses.map((address) => [`${address.host} ${address.port}`, address])).values(),
];

import type { RedisAddress } from '../../oauth/ports/redis-connection-options.js';
import { askNode, loginOptions, type NodeWaits } from './ask-node.js';
import type { SentinelEndpoint } from './redis-endpoint.js';
import { Witnesses, type NodeLocator } from './serving-node.js';

/** The master as the Sentinels name it. */
export class SentinelLocator implements NodeLocator {
  private readonly witnesses: Witnesses;

  constructor(
    private readonly endpoint: SentinelEndpoint,
    private readonly waits: NodeWaits,
    onError: (error: Error) => void,
  ) {
    this.witnesses = new Witnesses(onError);
  }

  locate(): Promise<RedisAddress> {
    return this.witnesses.ask(this.endpoint.sentinels, (sentinel) => this.ask(sentinel));
  }

  private async ask({ host, port }: RedisAddress): Promise<RedisAddress | undefined> {
    const { name, sentinelUsername, sentinelPassword, tls } = this.endpoint;
    const login = loginOptions({ username: sentinelUsername, password: sentinelPassword, tls });
    const [reply] = await askNode({ host, port, ...login }, this.waits, (connection) =>
      connection.pipeline().call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name).exec(),
    );
    const [masterHost, masterPort] = Array.isArray(reply) ? (reply as unknown[]) : [];
    if (typeof masterHost !== 'string' || !Number.isInteger(Number(masterPort))) return undefined;
    return { host: masterHost, port: Number(masterPort) };
  }
}

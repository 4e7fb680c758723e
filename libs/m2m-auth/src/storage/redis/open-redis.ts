import { Redis, type RedisOptions } from 'ioredis';
import { loginOptions } from './ask-node.js';
import type { RedisSettings } from './redis-settings.js';
import { SentinelLocator } from './sentinel-locator.js';
import { servingNodeConnector } from './serving-node-connector.js';
import { ServingNode } from './serving-node.js';
import { SlotLocator } from './slot-locator.js';

/** Opens connections to the one node that serves us. */
export interface RedisOpener {
  open(options: RedisOptions): Redis;
  /** Where that can be another node from one moment to the next. */
  readonly serving: ServingNode | null;
}

/**
 * @param onMove called when another node serves than before.
 * @param onError told when nobody can say which node serves.
 */
export const redisOpener = (
  settings: RedisSettings,
  onMove: () => void,
  onError: (error: Error) => void,
): RedisOpener => {
  const { endpoint, keys } = settings;
  if (endpoint.kind === 'single')
    return { serving: null, open: (options) => new Redis(endpoint.url, options) };
  const locator =
    endpoint.kind === 'cluster'
      ? new SlotLocator(endpoint, keys.deny, settings, onError)
      : new SentinelLocator(endpoint, settings, onError);
  const serving = new ServingNode(locator, onMove);
  const Connector = servingNodeConnector(serving, endpoint.tls);
  const login = loginOptions(endpoint);
  return { serving, open: (options) => new Redis({ ...login, ...options, Connector }) };
};

import type { RedisAddress, RedisConnectionOptions } from '../../oauth/ports/redis-connection-options.js';

interface Login {
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly tls: boolean;
}

export interface SentinelEndpoint extends Login {
  readonly kind: 'sentinel';
  readonly sentinels: readonly RedisAddress[];
  readonly name: string;
  readonly sentinelUsername: string | undefined;
  readonly sentinelPassword: string | undefined;
}

export interface ClusterEndpoint extends Login {
  readonly kind: 'cluster';
  readonly nodes: readonly RedisAddress[];
}

/** Where Redis is. Only a `single` one has an address that stays; the others have to be asked who serves us now. */
export type RedisEndpoint =
  { readonly kind: 'single'; readonly url: string } | SentinelEndpoint | ClusterEndpoint;

const PLACES = ['url', 'sentinels', 'cluster'] as const;
const IN_URL = ['name', 'username', 'password', 'sentinelUsername', 'sentinelPassword', 'tls'] as const;

/** @throws Error that names the option and the remedy; never with the value, which may hold a password. */
export const redisEndpoint = (options: RedisConnectionOptions): RedisEndpoint => {
  const [place, ...others] = PLACES.filter((name) => options[name] !== undefined && options[name] !== '');
  if (place === undefined) {
    throw new Error(
      "redisState() and redisRevocation() need the address of Redis: return redis: { url: 'redis://…' } from the " +
        "module's options factory, or leave them out: the state is then kept in the memory of one process, and a " +
        'service that only accepts tokens sees no revocations.',
    );
  }
  if (others.length > 0) throw new Error(`Set one of redis.${PLACES.join(', redis.')}, not several.`);
  if (place === 'url') return single(options);
  const { username, password, tls = false } = options;
  const login = { username, password, tls };
  if (place === 'cluster') {
    return { kind: 'cluster', nodes: addresses('cluster', options.cluster), ...login };
  }
  const { name, sentinelUsername, sentinelPassword } = options;
  if (!name) throw new Error('redis.name must be what the Sentinels call the master.');
  const sentinels = addresses('sentinels', options.sentinels);
  return { kind: 'sentinel', sentinels, name, sentinelUsername, sentinelPassword, ...login };
};

const single = (options: RedisConnectionOptions): RedisEndpoint => {
  const { url = '' } = options;
  if (!/^rediss?:\/\//.test(url)) throw new Error('redis.url must begin with redis:// or rediss://.');
  const stray = IN_URL.find((name) => options[name] !== undefined);
  if (stray !== undefined) {
    throw new Error(
      `redis.${stray} is for redis.sentinels and redis.cluster; user, password and TLS are in redis.url.`,
    );
  }
  return { kind: 'single', url };
};

const addresses = (name: string, given: readonly RedisAddress[] | undefined): readonly RedisAddress[] => {
  if (given !== undefined && given.length > 0 && given.every(isAddress)) return given;
  throw new Error(`redis.${name} must be one or several { host, port }.`);
};

const isAddress = ({ host, port }: RedisAddress): boolean =>
  typeof host === 'string' && /^[^\s/@]+$/.test(host) && Number.isInteger(port) && port > 0 && port < 65_536;

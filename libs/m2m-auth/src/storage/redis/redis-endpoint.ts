import type { OptionProblems } from '../../oauth/option-problems.js';
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

/** Undefined when it cannot be used. Adds what is wrong to `problems`, never with the value, which may hold a password. */
export const redisEndpoint = (
  options: RedisConnectionOptions,
  problems: OptionProblems,
): RedisEndpoint | undefined => {
  const [place, ...others] = PLACES.filter((name) => options[name] !== undefined && options[name] !== '');
  if (place === undefined) {
    problems.add(
      'redis',
      "must say where Redis is: return redis: { url: 'redis://…' } from the module's options factory, or leave " +
        'redisState() or redisRevocation() out: the state is then kept in the memory of one process, and a service ' +
        'that only accepts tokens sees no revocations',
      'missing',
    );
    return undefined;
  }
  if (others.length > 0) {
    problems.add('redis', `must have one of ${PLACES.join(', ')}, not several`, 'conflict');
    return undefined;
  }
  if (place === 'url') return single(options, problems);
  const { username, password, tls = false } = options;
  const login = { username, password, tls };
  if (place === 'cluster') {
    return { kind: 'cluster', nodes: addresses('cluster', options.cluster, problems), ...login };
  }
  const { name = '', sentinelUsername, sentinelPassword } = options;
  if (name === '') problems.add('redis.name', 'must be what the Sentinels call the master', 'missing');
  const sentinels = addresses('sentinels', options.sentinels, problems);
  return { kind: 'sentinel', sentinels, name, sentinelUsername, sentinelPassword, ...login };
};

const single = (options: RedisConnectionOptions, problems: OptionProblems): RedisEndpoint => {
  const { url = '' } = options;
  if (!/^rediss?:\/\//.test(url)) problems.add('redis.url', 'must begin with redis:// or rediss://');
  else if (!/^(\/\d{0,5})?$/.test(pathOf(url))) {
    problems.add('redis.url', 'must end with the number of a database, as in redis://host/1, or with none');
  }
  for (const stray of IN_URL.filter((name) => options[name] !== undefined)) {
    const rule = 'is for redis.sentinels and redis.cluster; user, password and TLS are in redis.url';
    problems.add(`redis.${stray}`, rule, 'conflict');
  }
  return { kind: 'single', url };
};

/** An address that URL cannot read has passwords or sockets of its own form; ioredis reads it, but no path may hide there. */
const pathOf = (url: string): string => (URL.canParse(url) ? new URL(url).pathname : '/?');

/** Where connections are opened first. */
export const addressesOf = (endpoint: RedisEndpoint): readonly RedisAddress[] => {
  if (endpoint.kind === 'sentinel') return endpoint.sentinels;
  if (endpoint.kind === 'cluster') return endpoint.nodes;
  const { hostname, port } = new URL(endpoint.url);
  return [{ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 6_379) }];
};

const addresses = (
  name: string,
  given: readonly RedisAddress[] = [],
  problems: OptionProblems,
): readonly RedisAddress[] => {
  if (given.length === 0 || !given.every(isAddress)) {
    problems.add(`redis.${name}`, 'must be one or several { host, port }');
  }
  return given;
};

const isAddress = ({ host, port }: RedisAddress): boolean =>
  typeof host === 'string' && /^[^\s/@]+$/.test(host) && Number.isInteger(port) && port > 0 && port < 65_536;

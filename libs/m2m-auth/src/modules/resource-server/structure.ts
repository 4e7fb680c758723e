import type { M2MResourceServerExtras } from './module-definition.js';
import type { M2MResourceServerOptions, TokenVerifierOptions } from './options.js';
import { featureRule, readStructure, structureOf } from '../module-structure.js';
import { OptionProblems } from '../../oauth/option-problems.js';
import { orFalse, type ShapeOf } from '../../oauth/option-shape.js';
import type { RedisConnectionOptions } from '../../oauth/ports/redis-connection-options.js';
import type { JwksKeySourceOptions } from '../../resource-server/key-sources/jwks-key-source.options.js';
import type { ProtectedResourceOptions } from '../../resource-server/metadata/protected-resource.options.js';

// What is `any` has a rule of its own that also looks at its kind.

export const PROTECTED_RESOURCE: ShapeOf<ProtectedResourceOptions> = {
  resource: 'string',
  scopesSupported: 'strings',
  name: 'string',
  documentation: 'string',
};

const REDIS_ADDRESS = { host: 'string', port: 'number' } as const;

export const REDIS_CONNECTION: ShapeOf<RedisConnectionOptions> = {
  url: 'string',
  sentinels: [REDIS_ADDRESS],
  name: 'string',
  cluster: [REDIS_ADDRESS],
  username: 'string',
  password: 'string',
  sentinelUsername: 'string',
  sentinelPassword: 'string',
  tls: 'boolean',
  keyPrefix: 'string',
  shards: 'number',
  check: 'string',
  stalenessMs: 'number',
  commandTimeoutMs: 'number',
  connectTimeoutMs: 'number',
};

const JWKS: ShapeOf<JwksKeySourceOptions> = {
  cooldownMs: 'number',
  timeoutMs: 'number',
  maxStaleMs: 'number',
  allowHttpHosts: 'strings',
};

export const TOKEN_VERIFIER_OPTIONS: ShapeOf<TokenVerifierOptions> = {
  issuer: 'any',
  audience: 'any',
  jwksUri: 'string',
  jwks: JWKS,
  fetch: 'function',
  onError: 'function',
  clockSkewSeconds: 'number',
};

const { onError: _, ...VERIFICATION } = TOKEN_VERIFIER_OPTIONS;

export const RESOURCE_SERVER_OPTIONS: ShapeOf<M2MResourceServerOptions> = {
  ...VERIFICATION,
  redis: REDIS_CONNECTION,
  scope: { implies: 'any' },
  apiKeyCheck: 'any',
  realm: 'string',
  protectedResources: orFalse([PROTECTED_RESOURCE]),
};
const RESOURCE_SERVER_EXTRAS: ShapeOf<M2MResourceServerExtras> = { revocation: 'any', isGlobal: 'boolean' };

/** What a factory must not return, with the reason. */
export const RESOURCE_SERVER_STRUCTURE = structureOf(RESOURCE_SERVER_EXTRAS);

/** @throws M2MAuthOptionsError with every problem of what `M2MResourceServerModule` is put together of. */
export const checkResourceServerStructure = (given: object, how: 'forRoot' | 'forRootAsync'): void => {
  const problems = new OptionProblems();
  const extras = readStructure<M2MResourceServerExtras>(given, how, problems, {
    extras: RESOURCE_SERVER_EXTRAS,
    values: RESOURCE_SERVER_OPTIONS,
  });
  featureRule('revocation', extras.revocation, 'redisRevocation()', problems);
  problems.refuseAny();
};

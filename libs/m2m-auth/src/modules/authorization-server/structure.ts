import { adminProblems } from './admin-routes.js';
import type { M2MAuthExtras } from './module-definition.js';
import type { AuditOptions, M2MAuthOptions, RegistrationOptions, SigningOptions } from './options.js';
import { pathProblems } from '../../authorization-server/endpoint-paths.js';
import { PROTECTED_RESOURCE, REDIS_CONNECTION } from '../resource-server/structure.js';
import { featureRule, readStructure, structureOf } from '../module-structure.js';
import type { RedisStateOptions } from '../../domain/shared-state/redis-state-options.js';
import { OptionProblems } from '../../oauth/option-problems.js';
import { orFalse, type ShapeOf } from '../../oauth/option-shape.js';

const REDIS_STATE: ShapeOf<RedisStateOptions> = { ...REDIS_CONNECTION, durability: 'string' };

const SIGNING: ShapeOf<SigningOptions> = {
  algorithm: 'string',
  secret: 'string',
  privateKey: 'string',
  keyEncryptionKeys: 'strings',
  rotationIntervalSeconds: 'number',
  publishAheadSeconds: 'number',
};

const REGISTRATION: ShapeOf<RegistrationOptions> = {
  openRegistration: 'boolean',
  scopes: 'strings',
  defaultScopes: 'strings',
  audiences: 'strings',
  maxClients: 'number',
  secretLifetimeSeconds: 'number',
  unusedLifetimeSeconds: 'number',
};

const AUDIT: ShapeOf<AuditOptions> = { tokens: 'string', retentionDays: 'number', sink: 'any' };

export const AUTHORIZATION_SERVER_OPTIONS: ShapeOf<M2MAuthOptions> = {
  issuer: 'any',
  audience: 'any',
  defaultAudience: 'any',
  baseUrl: 'string',
  internalApiKeys: 'strings',
  audit: AUDIT,
  redis: REDIS_STATE,
  revocation: { mode: 'string', graceMs: 'number' },
  signing: SIGNING,
  accessToken: { ttl: 'number', scopeClaims: 'strings' },
  scope: { whenOmitted: 'string', implies: 'any' },
  secrets: { hashing: 'string', safeToRetireAfterSeconds: 'number' },
  introspection: { policy: 'string', denied: 'string', requiredScope: 'string' },
  registration: REGISTRATION,
  throttle: orFalse({ limit: 'number', windowMs: 'number', addressLimit: 'number', counts: 'string' }),
  liveTokens: 'boolean',
  apiKeys: 'boolean',
  realm: 'string',
  protectedResources: orFalse([PROTECTED_RESOURCE]),
  clockSkewSeconds: 'number',
};

const AUTHORIZATION_SERVER_EXTRAS: ShapeOf<M2MAuthExtras> = {
  persistence: 'any',
  sharedState: 'any',
  admin: orFalse({ resources: 'strings', path: 'string', guards: 'any', bodyLimit: 'number' }),
  paths: {
    token: 'string',
    revoke: 'string',
    introspect: 'string',
    register: 'string',
    authorize: 'any',
    jwks: 'string',
  },
  isGlobal: 'boolean',
};

/** What a factory must not return, with the reason. */
export const AUTHORIZATION_SERVER_STRUCTURE = structureOf(AUTHORIZATION_SERVER_EXTRAS);

/** @throws M2MAuthOptionsError with every problem of what `M2MAuthModule` is put together of. */
export const checkStructure = (given: object, how: 'forRoot' | 'forRootAsync'): void => {
  const problems = new OptionProblems();
  const extras = readStructure<M2MAuthExtras>(given, how, problems, {
    extras: AUTHORIZATION_SERVER_EXTRAS,
    values: AUTHORIZATION_SERVER_OPTIONS,
  });
  featureRule('persistence', extras.persistence, 'typeOrmPersistence()', problems);
  featureRule('sharedState', extras.sharedState, 'redisState()', problems);
  problems.take(extras.persistence?.optionProblems?.({}) ?? []);
  problems.take(adminProblems(extras.admin));
  problems.take(pathProblems(extras.paths));
  problems.refuseAny();
};

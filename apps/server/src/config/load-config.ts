import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigError } from './config-error.js';
import { readDatabaseUrl } from './database.js';
import { parseDuration } from './duration.js';
import { EnvironmentReader, type EnvironmentVariables } from './environment-reader.js';
import { readInternalApiKeys } from './internal-api-keys.js';
import {
  AUDIT_MODES,
  ENVIRONMENTS,
  HTTP_ADAPTERS,
  LOG_LEVELS,
  REVOCATION_CHECKS,
  REVOCATION_MODES,
  SCOPE_CLAIMS,
  type RevocationCheck,
  type ScopeClaim,
  type ServerConfig,
} from './server-config.js';
import { readRegistration } from './registration.js';
import { readSeedFile } from './seed-file.js';
import { readSigning } from './signing.js';
import { readTrustProxy } from './trust-proxy.js';
import { readAudience, readIssuer, readRedisUrl } from './urls.js';

/**
 * Reads and validates the environment. Blank counts as unset, but for INTERNAL_API_KEY, and every secret may
 * come from a file instead (`NAME_FILE`).
 *
 * @throws ConfigError with every problem, by name and without values.
 */
export function loadConfig(
  variables: EnvironmentVariables = process.env,
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): ServerConfig {
  const reader = new EnvironmentReader(variables, readFile);
  const environment = reader.choice('NODE_ENV', ENVIRONMENTS) ?? 'development';
  const port = reader.integer('PORT', { min: 0, max: 65_535, fallback: 3_000 });
  const issuer = readIssuer(reader, environment, port);
  const ttl = reader.integer('ACCESS_TOKEN_TTL', { min: 60, max: 86_400, fallback: 3_600 });
  const config = {
    environment,
    http: {
      adapter: reader.choice('HTTP_ADAPTER', HTTP_ADAPTERS) ?? 'fastify',
      host: reader.text('HOST') ?? (environment === 'production' ? '0.0.0.0' : '127.0.0.1'),
      port,
      trustProxy: readTrustProxy(reader),
    },
    logLevel: reader.choice('LOG_LEVEL', LOG_LEVELS) ?? 'info',
    dataDirectory: resolve(reader.text('DATA_DIR') ?? 'data'),
    databaseUrl: readDatabaseUrl(reader, environment === 'production' ? 'refuse' : 'embed'),
    redisUrl: readRedisUrl(reader),
    issuer: issuer ?? '',
    audience: readAudience(reader, issuer) ?? '',
    internalApiKeys: readInternalApiKeys(reader, environment),
    signing: readSigning(reader, environment),
    accessToken: { ttl, scopeClaims: readScopeClaims(reader) },
    registration: readRegistration(reader),
    throttle: {
      limit: reader.integer('AUTH_TOKEN_THROTTLE_LIMIT', { min: 1, max: 1_000_000, fallback: 10 }),
      windowMs: reader.integer('AUTH_TOKEN_THROTTLE_TTL_MS', { min: 1, max: 86_400_000, fallback: 60_000 }),
    },
    revocationMode: reader.choice('REVOCATION_MODE', REVOCATION_MODES) ?? 'closed',
    audit: {
      tokens: reader.choice('AUDIT_TOKENS', AUDIT_MODES) ?? 'aggregated',
      retentionDays: reader.integer('AUDIT_RETENTION_DAYS', { min: 1, max: 36_500, fallback: 400 }),
    },
    redisKeyPrefix: readRedisKeyPrefix(reader),
    revocationCheck: readRevocationCheck(reader),
    keyRotationInterval: readKeyRotationInterval(reader),
    safeToRetireAfter: readSafeToRetireAfter(reader, ttl),
    seed: readSeedFile(reader, variables, readFile),
  } satisfies Omit<ServerConfig, 'warnings'>;
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return deepFreeze({ ...config, warnings: warningsOf(config) });
}

function readScopeClaims(reader: EnvironmentReader): readonly ScopeClaim[] {
  const names = reader.text('ACCESS_TOKEN_SCOPE_CLAIMS')?.split(',') ?? SCOPE_CLAIMS;
  const claims = names.map((name) => SCOPE_CLAIMS.find((claim) => claim === name.trim()));
  const known = claims.filter((claim) => claim !== undefined);
  if (known.length !== claims.length || new Set(known).size !== known.length) {
    reader.problem('ACCESS_TOKEN_SCOPE_CLAIMS', `must be some of ${SCOPE_CLAIMS.join(', ')}, each once.`);
  }
  return known;
}

function readRedisKeyPrefix(reader: EnvironmentReader): string | undefined {
  const prefix = reader.text('REDIS_KEY_PREFIX');
  if (prefix === undefined || /^[A-Za-z0-9._:-]{1,64}$/.test(prefix)) return prefix;
  return reader.problem('REDIS_KEY_PREFIX', 'must be 1 to 64 characters of A-Z a-z 0-9 . _ : -');
}

function readRevocationCheck(reader: EnvironmentReader): RevocationCheck {
  const check = reader.choice('REVOCATION_CHECK', REVOCATION_CHECKS) ?? 'projection';
  if (check === 'replica' && reader.text('REDIS_URL') === undefined)
    reader.problem(
      'REVOCATION_CHECK',
      'replica needs REDIS_URL: without Redis guards ask this process already.',
    );
  return check;
}

function readKeyRotationInterval(reader: EnvironmentReader): number | undefined {
  const text = reader.text('KEY_ROTATION_INTERVAL');
  if (text === undefined) return undefined;
  const seconds = parseDuration(text);
  if (seconds !== undefined && seconds >= 3_600) return seconds;
  return reader.problem(
    'KEY_ROTATION_INTERVAL',
    'must be a duration of at least an hour, such as 90d or 12h.',
  );
}

/** What the library demands beyond the lifetime of tokens, said here by the names of this server's settings. */
const RETIREMENT_MARGIN_SECONDS = 120;
const MAX_RETIREMENT_SECONDS = 36_500 * 86_400;

function readSafeToRetireAfter(reader: EnvironmentReader, ttl: number): number | undefined {
  const text = reader.text('SECRET_SAFE_TO_RETIRE_AFTER');
  if (text === undefined) return undefined;
  const seconds = parseDuration(text);
  if (
    seconds !== undefined &&
    seconds >= ttl + RETIREMENT_MARGIN_SECONDS &&
    seconds <= MAX_RETIREMENT_SECONDS
  ) {
    return seconds;
  }
  return reader.problem(
    'SECRET_SAFE_TO_RETIRE_AFTER',
    `must be a duration such as 7d or 36h, at least ${RETIREMENT_MARGIN_SECONDS} s more than ACCESS_TOKEN_TTL.`,
  );
}

function warningsOf(config: Omit<ServerConfig, 'warnings'>): string[] {
  const warnings = [...(config.seed?.warnings ?? [])];
  if (config.environment !== 'production') return warnings;
  if (config.registration?.openRegistration) {
    warnings.push('REGISTRATION is open: whoever reaches this server can register clients.');
  }
  if (config.databaseUrl === undefined) {
    warnings.push('EMBEDDED_DATABASE is set: the embedded database serves one process on one machine.');
  }
  if (config.redisUrl === undefined) {
    warnings.push(
      'REDIS_URL is unset: throttling counts per process, and other processes follow within a second.',
    );
  }
  return warnings;
}

function deepFreeze<T extends object>(value: T): T {
  for (const member of Object.values(value)) {
    if (typeof member === 'object' && member !== null) deepFreeze(member as object);
  }
  return Object.freeze(value);
}

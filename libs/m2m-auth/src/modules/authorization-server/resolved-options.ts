import { withoutTrailingSlashes } from '../../oauth/trailing-slashes.js';
import type { AuditSink } from '../../domain/audit/audit-sink.js';
import type { SecretHashing } from '../../domain/credentials/secret-hashing.js';
import type { ScopeClaim } from '../../domain/tokens/access-token-claims.js';
import { SCOPE_CLAIMS } from '../../domain/tokens/access-token-claims.js';
import type { DefaultAudience } from '../../domain/tokens/audience.js';
import { readPinnedKey } from '../../domain/keys/pinned-key-ring.js';
import type { ScopeWhenOmitted } from '../../domain/tokens/granted-scope.js';
import type { RegistrationPolicy } from '../../domain/registration/registration-policy.js';
import type { IntrospectionPolicy } from '../../authorization-server/endpoints/introspection/introspection-policy.js';
import type { ThrottlePolicy } from '../../authorization-server/throttling/endpoint-throttle.js';
import { OptionProblems, type OptionProblem } from '../../oauth/option-problems.js';
import { readOptions } from '../../oauth/option-shape.js';
import { SIGNING_ALGORITHMS } from '../../oauth/signing-algorithm.js';
import {
  audienceList,
  clockSkew,
  issuerUrl,
  oneOf,
  realmRule,
  secretRule,
  WEB_URL,
} from '../option-checks.js';
import type { M2MAuthOptions, SigningOptions } from './options.js';
import { introspectionPolicy, registrationPolicy } from './policies.js';

import { AUTHORIZATION_SERVER_OPTIONS, AUTHORIZATION_SERVER_STRUCTURE } from './structure.js';
import {
  protectedResourceProblems,
  type ProtectedResourceOptions,
} from '../../resource-server/metadata/protected-resource.options.js';
import { scopeImplicationProblems, type ScopeImplications } from '../../resource-server/scope-hierarchy.js';

/** DI token of the options with nothing left open. */
export const RESOLVED_OPTIONS = Symbol.for('nestjs-m2m-auth/resolved-options');

/** The signing options with the times of managed keys filled in. */
export type ResolvedSigningOptions = SigningOptions &
  Required<Pick<SigningOptions, 'rotationIntervalSeconds' | 'publishAheadSeconds'>>;

export interface ResolvedAuditOptions {
  readonly tokens: 'aggregated' | 'synchronous' | 'off';
  readonly retentionMs: number;
  readonly sink: AuditSink | undefined;
}

/** The options with nothing left open. */
export interface ResolvedOptions {
  readonly issuer: string;
  readonly baseUrl: string;
  readonly audiences: readonly string[];
  readonly defaultAudience: DefaultAudience;
  readonly internalApiKeys: readonly string[];
  readonly signing: ResolvedSigningOptions;
  readonly ttlSeconds: number;
  readonly scopeClaims: readonly ScopeClaim[];
  readonly scopeWhenOmitted: ScopeWhenOmitted;
  readonly scopeImplications: ScopeImplications | undefined;
  readonly hashing: SecretHashing;
  readonly safeToRetireAfterSeconds: number;
  readonly introspection: IntrospectionPolicy;
  /** Null: off. */
  readonly registration: RegistrationPolicy | null;
  readonly throttle: ThrottlePolicy | null;
  /** How long a token seen live is let through while nobody can tell; null: not at all. In milliseconds. */
  readonly graceMs: number | null;
  readonly audit: ResolvedAuditOptions;
  readonly liveTokens: boolean;
  readonly apiKeys: boolean;
  readonly realm: string | undefined;
  readonly protectedResources: readonly ProtectedResourceOptions[] | false | undefined;
  readonly clockSkewSeconds: number;
}

/** What the options must fit. */
export interface OptionsContext {
  readonly production: boolean;
  /** The persistence survives this process. */
  readonly durable: boolean;
  /** What else reads the options: the adapters that were chosen. */
  readonly checks?: readonly OptionCheck[];
}

/** Says what is wrong with the part of the options that it knows. */
export type OptionCheck = (options: Partial<M2MAuthOptions>) => readonly OptionProblem[];

/** The largest lifetime that can be configured, and so the longest that any denial is kept. In seconds. */
export const MAX_TTL_SECONDS = 86_400;
const DAY_SECONDS = 86_400;
const MIN_TTL_SECONDS = 60;
/** A minute that uses of secrets are written late, and one for clocks that differ. */
const USE_MARGIN_SECONDS = 120;
const MAX_GRACE_MS = 5_000;
/** An address may send this many times what one client may fail: 300 a minute by default. */
const ADDRESS_LIMIT_FACTOR = 30;

const THROTTLE_DEFAULTS = { limit: 10, windowMs: 60_000, counts: 'failures' } as const;

/** @throws M2MAuthOptionsError with every problem at once. */
export const resolveOptions = (given: M2MAuthOptions, context: OptionsContext): ResolvedOptions => {
  const problems = new OptionProblems();
  const options = readOptions<M2MAuthOptions>(
    given,
    AUTHORIZATION_SERVER_OPTIONS,
    problems,
    AUTHORIZATION_SERVER_STRUCTURE,
  );
  const issuer = issuerUrl(options.issuer, context.production, problems);
  const audiences = audienceList('audience', options.audience, problems);
  const { ttl = 3_600, scopeClaims = ['scope'] as const } = options.accessToken ?? {};
  if (!Number.isInteger(ttl) || ttl < MIN_TTL_SECONDS || ttl > MAX_TTL_SECONDS) {
    problems.add('accessToken.ttl', `must be ${MIN_TTL_SECONDS} to ${MAX_TTL_SECONDS} seconds`);
  }
  if (scopeClaims.length === 0 || !scopeClaims.every((claim) => SCOPE_CLAIMS.includes(claim))) {
    problems.add('accessToken.scopeClaims', `must be among ${SCOPE_CLAIMS.join(', ')}`);
  }
  const skew = clockSkew(options.clockSkewSeconds, problems);
  const internalApiKeys = (options.internalApiKeys ?? [])
    .map((key) => key.trim())
    .filter((key) => key !== '');
  secretRule('internalApiKeys', internalApiKeys, context.production, problems);
  if (options.baseUrl !== undefined && !(WEB_URL.test(options.baseUrl) && URL.canParse(options.baseUrl))) {
    problems.add('baseUrl', 'must be an absolute http(s) URL without query or fragment');
  }
  realmRule(options.realm, problems);
  oneOf('scope.whenOmitted', options.scope?.whenOmitted, ['all', 'none', 'reject'], problems);
  oneOf('secrets.hashing', options.secrets?.hashing, ['by-entropy', 'bcrypt'], problems);
  oneOf('signing.algorithm', options.signing?.algorithm, SIGNING_ALGORITHMS, problems);
  signingProblems(options.signing ?? {}, context, problems);
  problems.take(scopeImplicationProblems(options.scope?.implies));
  problems.take(protectedResourceProblems(options.protectedResources, audiences));
  const throttle = throttlePolicy(options.throttle, problems);
  if (context.production && !context.durable) {
    problems.add(
      'persistence',
      'must be given in production: in memory, every restart forgets clients and revocations',
      'missing',
    );
  }
  const resolved: ResolvedOptions = {
    issuer: options.issuer ?? '',
    baseUrl: withoutTrailingSlashes(options.baseUrl ?? issuer?.origin ?? ''),
    audiences,
    defaultAudience: defaultAudience(options, audiences, problems),
    internalApiKeys: options.internalApiKeys ?? [],
    signing: { ...options.signing, ...keyTimes(options.signing ?? {}, problems) },
    ttlSeconds: ttl,
    scopeClaims,
    scopeWhenOmitted: options.scope?.whenOmitted ?? 'all',
    scopeImplications: options.scope?.implies,
    hashing: options.secrets?.hashing ?? 'by-entropy',
    safeToRetireAfterSeconds: quietTime(options.secrets, ttl, problems),
    introspection: introspectionPolicy(options.introspection, problems),
    registration: registrationPolicy(options.registration, problems),
    throttle,
    graceMs: graceOf(options.revocation, problems),
    audit: auditOf(options.audit, problems),
    liveTokens: options.liveTokens ?? false,
    apiKeys: options.apiKeys ?? false,
    realm: options.realm,
    protectedResources: options.protectedResources,
    clockSkewSeconds: skew,
  };
  for (const check of context.checks ?? []) problems.take(check(options));
  problems.refuseAny();
  return resolved;
};

const defaultAudience = (
  options: Partial<M2MAuthOptions>,
  audiences: readonly string[],
  problems: OptionProblems,
): DefaultAudience => {
  if (options.defaultAudience === undefined) return audiences;
  if (options.defaultAudience === 'client_id') return 'client_id';
  return audienceList('defaultAudience', options.defaultAudience, problems);
};

const signingProblems = (
  signing: SigningOptions,
  context: OptionsContext,
  problems: OptionProblems,
): void => {
  const { algorithm, secret, privateKey, keyEncryptionKeys = [] } = signing;
  if (secret !== undefined && privateKey !== undefined) {
    problems.add('signing.secret', 'and signing.privateKey exclude each other', 'conflict');
  }
  if (secret !== undefined && algorithm !== undefined && algorithm !== 'HS256') {
    problems.add('signing.secret', 'is for HS256 only', 'conflict');
  }
  if (algorithm === 'HS256' && secret === undefined) {
    problems.add('signing.secret', 'is required for HS256', 'missing');
  }
  if (privateKey !== undefined && secret === undefined && algorithm !== 'HS256') {
    const problem = privateKeyProblem(privateKey, algorithm);
    if (problem !== undefined) problems.add('signing.privateKey', problem);
  }
  secretRule('signing.secret', secret === undefined ? [] : [secret], context.production, problems);
  secretRule('signing.keyEncryptionKeys', keyEncryptionKeys, context.production, problems);
  const managed = secret === undefined && privateKey === undefined && algorithm !== 'HS256';
  if (managed && context.production && context.durable && keyEncryptionKeys.length === 0) {
    problems.add(
      'signing.keyEncryptionKeys',
      'is required in production: managed keys are stored encrypted',
      'missing',
    );
  }
};

const privateKeyProblem = (pem: string, algorithm: SigningOptions['algorithm']): string | undefined => {
  const chosen = SIGNING_ALGORITHMS.find((known) => known === algorithm);
  try {
    readPinnedKey(pem, chosen === 'HS256' ? undefined : chosen);
    return undefined;
  } catch (error) {
    return `cannot be used: ${error instanceof Error ? error.message : 'it cannot be read'}`;
  }
};

const keyTimes = (
  { rotationIntervalSeconds = 90 * DAY_SECONDS, publishAheadSeconds = 360 }: SigningOptions,
  problems: OptionProblems,
): Pick<ResolvedSigningOptions, 'rotationIntervalSeconds' | 'publishAheadSeconds'> => {
  if (!wholeBetween(1, rotationIntervalSeconds, 36_500 * DAY_SECONDS)) {
    problems.add('signing.rotationIntervalSeconds', 'must be a whole number of seconds, at least 1');
  }
  if (!wholeBetween(0, publishAheadSeconds, 30 * DAY_SECONDS)) {
    problems.add('signing.publishAheadSeconds', 'must be a whole number of seconds, at most 30 days');
  }
  return { rotationIntervalSeconds, publishAheadSeconds };
};

const quietTime = (secrets: M2MAuthOptions['secrets'], ttl: number, problems: OptionProblems): number => {
  const seconds = secrets?.safeToRetireAfterSeconds;
  if (seconds === undefined) return Math.max(DAY_SECONDS, 2 * ttl);
  if (!wholeBetween(ttl + USE_MARGIN_SECONDS, seconds, 36_500 * DAY_SECONDS)) {
    problems.add(
      'secrets.safeToRetireAfterSeconds',
      `must be whole seconds, at least ${USE_MARGIN_SECONDS} more than accessToken.ttl`,
    );
  }
  return seconds;
};

const wholeBetween = (least: number, value: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;

const throttlePolicy = (
  options: M2MAuthOptions['throttle'],
  problems: OptionProblems,
): ThrottlePolicy | null => {
  if (options === false) return null;
  const { limit, windowMs, counts } = { ...THROTTLE_DEFAULTS, ...definedOf(options ?? {}) };
  const addressLimit = options?.addressLimit ?? limit * ADDRESS_LIMIT_FACTOR;
  for (const [name, value] of Object.entries({ limit, windowMs, addressLimit })) {
    if (!(Number.isInteger(value) && value > 0)) {
      problems.add(`throttle.${name}`, 'must be a positive whole number');
    }
  }
  oneOf('throttle.counts', counts, ['failures', 'all'], problems);
  return { limit, windowMs, addressLimit, counts };
};

const graceOf = (options: M2MAuthOptions['revocation'], problems: OptionProblems): number | null => {
  const { mode, graceMs = MAX_GRACE_MS } = options ?? {};
  oneOf('revocation.mode', mode, ['closed', 'grace'], problems);
  if (!(Number.isInteger(graceMs) && graceMs > 0 && graceMs <= MAX_GRACE_MS)) {
    problems.add('revocation.graceMs', `must be 1 to ${MAX_GRACE_MS} milliseconds`);
  }
  return mode === 'grace' ? graceMs : null;
};

const auditOf = (options: M2MAuthOptions['audit'], problems: OptionProblems): ResolvedAuditOptions => {
  const { tokens = 'aggregated', retentionDays = 400, sink } = options ?? {};
  oneOf('audit.tokens', tokens, ['aggregated', 'synchronous', 'off'], problems);
  if (!wholeBetween(1, retentionDays, 36_500)) {
    problems.add('audit.retentionDays', 'must be a whole number of days, 1 to 36500');
  }
  if (sink !== undefined && typeof (sink as Partial<AuditSink> | null)?.write !== 'function') {
    problems.add('audit.sink', 'must have a method write');
  }
  return { tokens, retentionMs: retentionDays * DAY_SECONDS * 1_000, sink };
};

const definedOf = <T extends object>(value: T): Partial<T> =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Partial<T>;

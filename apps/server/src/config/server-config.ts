export const SIGNING_ALGORITHMS = ['ES256', 'RS256', 'EdDSA', 'HS256'] as const;
export const SCOPE_CLAIMS = ['scope', 'scopes', 'scp'] as const;
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export const HTTP_ADAPTERS = ['fastify', 'express'] as const;
export const REVOCATION_MODES = ['closed', 'grace'] as const;
export const REGISTRATION_MODES = ['off', 'initial-access-token', 'open'] as const;
export const AUDIT_MODES = ['aggregated', 'synchronous', 'off'] as const;
export const REVOCATION_CHECKS = ['projection', 'replica'] as const;
export const ENVIRONMENTS = ['production', 'development', 'test'] as const;

export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];
export type ScopeClaim = (typeof SCOPE_CLAIMS)[number];
export type LogLevel = (typeof LOG_LEVELS)[number];
export type HttpAdapterName = (typeof HTTP_ADAPTERS)[number];
export type RevocationMode = (typeof REVOCATION_MODES)[number];
export type AuditMode = (typeof AUDIT_MODES)[number];
export type RevocationCheck = (typeof REVOCATION_CHECKS)[number];
export type EnvironmentName = (typeof ENVIRONMENTS)[number];

/** Which peers may speak for others in X-Forwarded-For: nobody, so many hops, or these addresses and ranges. */
export type TrustProxy = false | number | readonly string[];

/** Secrets as given, or `generate`: make them at the first start and keep them in the data directory. */
export type SecretSource = readonly string[] | 'generate';

export interface SigningConfig {
  readonly algorithm?: SigningAlgorithm;
  /** The HS256 secret. */
  readonly secret?: string;
  /** A pinned private key, PEM. */
  readonly privateKey?: string;
  /** The first encrypts, all decrypt. Empty when no keys are managed. */
  readonly keyEncryptionKeys: SecretSource;
}

/** Clients may register themselves, within these scopes and audiences. */
export interface RegistrationConfig {
  /** Without an initial access token. */
  readonly openRegistration: boolean;
  readonly scopes: readonly string[];
  readonly audiences: readonly string[];
}

/** A configuration document, read and checked. */
export interface SeedConfig {
  readonly path: string;
  /** Holds secrets. */
  readonly document: unknown;
  readonly warnings: readonly string[];
}

/** What the environment says, validated. Only `loadConfig` makes one. */
export interface ServerConfig {
  readonly environment: EnvironmentName;
  readonly http: {
    readonly adapter: HttpAdapterName;
    readonly host: string;
    readonly port: number;
    readonly trustProxy: TrustProxy;
  };
  readonly logLevel: LogLevel;
  readonly dataDirectory: string;
  /** Unset: the embedded database. */
  readonly databaseUrl?: string;
  /** Unset: shared state in this process' memory. */
  readonly redisUrl?: string;
  /** Before every key in Redis. Unset: what follows from the issuer. */
  readonly redisKeyPrefix?: string;
  readonly issuer: string;
  readonly audience: string;
  /** Empty: the admin endpoints answer 401 to everyone. */
  readonly internalApiKeys: SecretSource;
  readonly signing: SigningConfig;
  /** `ttl` in seconds. */
  readonly accessToken: { readonly ttl: number; readonly scopeClaims: readonly ScopeClaim[] };
  /** Unset: clients cannot register themselves. */
  readonly registration?: RegistrationConfig;
  readonly throttle: { readonly limit: number; readonly windowMs: number };
  /** What guards do while nobody can tell whether a token was revoked. */
  readonly revocationMode: RevocationMode;
  /** How requests at the OAuth endpoints are audited, and for how many days events are kept. */
  readonly audit: { readonly tokens: AuditMode; readonly retentionDays: number };
  /** What guards ask: Redis, or a copy of its denials in this process. */
  readonly revocationCheck: RevocationCheck;
  /** How long a managed signing key signs, in seconds. Unset: the library's default. */
  readonly keyRotationInterval?: number;
  /** How long a client secret must rest before it is said to be safe to retire, in seconds. Unset: the library's default. */
  readonly safeToRetireAfter?: number;
  /** What is to exist when the server has started. */
  readonly seed?: SeedConfig;
  /** What an operator should know, although it stops nothing. */
  readonly warnings: readonly string[];
}

/** A configuration whose secrets are all at hand. */
export interface ResolvedServerConfig extends ServerConfig {
  readonly internalApiKeys: readonly string[];
  readonly signing: SigningConfig & { readonly keyEncryptionKeys: readonly string[] };
}

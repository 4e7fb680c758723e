import type { AuditSink } from '../../domain/audit/audit-sink.js';
import type { IntrospectionScope } from '../../authorization-server/endpoints/introspection/introspection-policy.js';
import type { SecretHashing } from '../../domain/credentials/secret-hashing.js';
import type { RedisStateOptions } from '../../domain/shared-state/redis-state-options.js';
import type { ScopeClaim } from '../../domain/tokens/access-token-claims.js';
import type { ScopeWhenOmitted } from '../../domain/tokens/granted-scope.js';
import type { SigningAlgorithm } from '../../oauth/signing-algorithm.js';
import type { ProtectedResourceOptions } from '../../resource-server/metadata/protected-resource.options.js';
import type { ScopeImplications } from '../../resource-server/scope-hierarchy.js';

/** With what tokens are signed. Left out: ES256 with keys that are made, stored and shared by this library. */
export interface SigningOptions {
  /** Default `ES256`, or what a given key is meant for, or `HS256` when only a secret is given. */
  readonly algorithm?: SigningAlgorithm;
  /**
   * At least 32 bytes, for `HS256` only. Whoever can verify can then also issue: never share it with your users' tokens.
   */
  readonly secret?: string;
  /** A private key in PEM that replaces the managed ones: the same kid after every restart, and no rotation. */
  readonly privateKey?: string;
  /**
   * What managed keys are encrypted with in the database: at least 32 bytes each, the first seals, all of them open.
   * Required in production.
   */
  readonly keyEncryptionKeys?: readonly string[];
  /** How long a managed key signs, in seconds, before the next one takes over; at least 1. Default 90 days. */
  readonly rotationIntervalSeconds?: number;
  /**
   * How long a managed key is published before it signs, in seconds, up to 30 days. Default 360: others may keep the
   * key set for at most a minute less. With less than 60 they may not keep it at all.
   */
  readonly publishAheadSeconds?: number;
}

/** Limits of the OAuth endpoints. */
export interface ThrottleOptions {
  /** Failed authentications of one client from one address prefix in a window. Default 10. */
  readonly limit?: number;
  /** Length of the window in milliseconds. Default 60,000. */
  readonly windowMs?: number;
  /** Failed requests of any kind from one address prefix in a window; with `counts: 'all'` every request. Default 30 times `limit`. */
  readonly addressLimit?: number;
  /**
   * `failures`, the default, counts only what fails, and refuses no right secret that is generated or has verified lately: a
   * fleet behind one NAT must be able to start. `all` counts every authentication against `limit` and every request against
   * `addressLimit`, and refuses right secrets too.
   */
  readonly counts?: 'failures' | 'all';
}

/**
 * Dynamic client registration (RFC 7591, RFC 7592). Given: it is on, and clients that hold an initial access token may
 * register themselves.
 */
export interface RegistrationOptions {
  /** True: everybody may register clients, without an initial access token. Default false. */
  readonly openRegistration?: boolean;
  /** Scopes that such clients may have. Default none. */
  readonly scopes?: readonly string[];
  /** Of `scopes`, what a client gets that names none. Default none. */
  readonly defaultScopes?: readonly string[];
  /** What every such client may ask a token for. Default none: they get the server's default audience. */
  readonly audiences?: readonly string[];
  /** How many such clients there can be at a time, counted apart with an initial access token and without. Default 1,000. */
  readonly maxClients?: number;
  /** Seconds after which the secret of such a client ends, at least 60. Default: never. */
  readonly secretLifetimeSeconds?: number;
  /**
   * Seconds after which a client is deleted that registered itself and has never used its secret, an hour to ten years.
   * Default 30 days.
   */
  readonly unusedLifetimeSeconds?: number;
}

/** What guards do while nobody can tell whether a token was revoked: neither the shared state nor the database. */
export interface RevocationOptions {
  /**
   * `closed` (the default) answers 503. `grace` lets a token through that was seen live at most `graceMs` ago, so a
   * revocation that another process commits in that very time may be enforced as much later.
   */
  readonly mode?: 'closed' | 'grace';
  /** Milliseconds, 1 to 5,000. Default 5,000. */
  readonly graceMs?: number;
}

/** What is audited, how, for how long, and who is told of it. Changes of clients, secrets and keys always are. */
export interface AuditOptions {
  /**
   * Requests at the OAuth endpoints. `aggregated` (the default): the first of a kind for each client, secret and reason in
   * a minute is written within a second, the rest of its minute as one count; a process that is killed loses what was
   * first in its last second, and the counts of minutes that are not over. `synchronous`: every token, introspection and revocation is written before it is answered, and refused
   * with 503 when it cannot be. `off`: not at all.
   */
  readonly tokens?: 'aggregated' | 'synchronous' | 'off';
  /** Days after which events are deleted, changes included: 1 to 36,500. Default 400. */
  readonly retentionDays?: number;
  /** Told of every event after it is committed. */
  readonly sink?: AuditSink;
}

/** The values that the host's factory returns. What is structure (adapters, controllers, paths) stands in the extras. */
export interface M2MAuthOptions {
  /** The issuer identifier: an absolute URL without query or fragment, https in production (RFC 8414 §2). */
  readonly issuer: string;
  /** What this application's own guards demand in `aud`: an absolute URI or a plain name, or several. */
  readonly audience: string | readonly string[];
  /** `aud` of tokens of clients that have no audiences of their own: values, or each client's id. Default: `audience`. */
  readonly defaultAudience?: string | readonly string[];
  /** The origin and path under which clients reach this application, where a proxy changes it. Default: the issuer's origin. */
  readonly baseUrl?: string;
  /** Keys for `InternalApiKeyGuard`, at least 32 characters each. Without one the admin routes let nobody in. */
  readonly internalApiKeys?: readonly string[];
  readonly audit?: AuditOptions;
  /** For `sharedState: redisState()`. */
  readonly redis?: RedisStateOptions;
  readonly revocation?: RevocationOptions;
  readonly signing?: SigningOptions;
  readonly accessToken?: {
    /** Seconds, 60 to 86,400. Default 3,600. */
    readonly ttl?: number;
    /** Claims that carry the scopes. Default `['scope']`. */
    readonly scopeClaims?: readonly ScopeClaim[];
  };
  readonly scope?: {
    /** What is granted when a request names no scope. Default `all`. */
    readonly whenOmitted?: ScopeWhenOmitted;
    /**
     * By scope: the scopes that it includes, over any number of steps. Guards then let in who holds the one where a
     * route needs the other; what is granted and what a token says stays exact. Default: none includes another.
     *
     * @example
     * { 'reports:admin': ['reports:write'], 'reports:write': ['reports:read'] }
     */
    readonly implies?: ScopeImplications;
  };
  readonly secrets?: {
    /** Default `by-entropy`: generated secrets as SHA-256, supplied ones as bcrypt. */
    readonly hashing?: SecretHashing;
    /**
     * How long a secret must not have been used before `safeToRetire` says that it can go, in seconds: at least two minutes
     * more than `accessToken.ttl`, since a client asks for a token once in that time and uses are written a minute late.
     * Longer than the longest pause of your rarest client is what you want. Default a day, or twice `accessToken.ttl`
     * where that is more.
     */
    readonly safeToRetireAfterSeconds?: number;
  };
  /** Who may read tokens at the introspection endpoint (RFC 7662). */
  readonly introspection?: {
    /**
     * Own tokens; those meant for one of a caller's `protectedResources` too, of whose `aud` it sees its part; those meant for
     * nothing else; all. Default `audience`.
     */
    readonly policy?: IntrospectionScope;
    /** What is answered about tokens a caller may not read: inactive, or 403. Default `inactive`. */
    readonly denied?: 'inactive' | 'forbidden';
    /** A bearer token with this scope authorizes a caller too. Default: only client authentication does. */
    readonly requiredScope?: string;
  };
  /** Left out: clients cannot register themselves. */
  readonly registration?: RegistrationOptions;
  /** False switches throttling off, for those who have their own in front. */
  readonly throttle?: ThrottleOptions | false;
  /** Keep a register of the newest live tokens of each client. Default false. */
  readonly liveTokens?: boolean;
  /**
   * Guards accept API keys as well, in `x-api-key` or as the bearer token; made with `ApiKeysService` or the admin resource
   * `api-keys`. Default false.
   */
  readonly apiKeys?: boolean;
  /** Protection space named in challenges. Default `api`. */
  readonly realm?: string;
  /**
   * What is published about the resources of this application (RFC 9728), beside what follows from `audience`: every
   * audience that is an https URL has metadata. False: none, and challenges name none.
   */
  readonly protectedResources?: readonly ProtectedResourceOptions[] | false;
  /** Seconds by which `exp`, `nbf` and `iat` may be off, 0 to 60. Default 5. */
  readonly clockSkewSeconds?: number;
}

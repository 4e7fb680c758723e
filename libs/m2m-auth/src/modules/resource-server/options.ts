import type { ApiKeyCheck } from '../../oauth/ports/api-key-check.js';
import type { RedisConnectionOptions } from '../../oauth/ports/redis-connection-options.js';
import type { FetchFunction } from '../../resource-server/key-sources/fetch-function.js';
import type { JwksKeySourceOptions } from '../../resource-server/key-sources/jwks-key-source.options.js';
import type { ProtectedResourceOptions } from '../../resource-server/metadata/protected-resource.options.js';
import type { ResourceServerOptions } from '../../resource-server/resource-server-options.js';
import type { ScopeImplications } from '../../resource-server/scope-hierarchy.js';

/** The values that the host's factory returns. What is structure stands in the extras. */
export interface M2MResourceServerOptions {
  /** The one issuer whose tokens count, byte for byte as it stands in them: an absolute URL, https in production. */
  readonly issuer: string;
  /** Identifier of this service, or several: `aud` must contain one of them exactly. */
  readonly audience: string | readonly string[];
  /**
   * Where the issuer publishes its keys; https, or http on this machine. Default: what the issuer's metadata say
   * (RFC 8414, then OpenID Connect Discovery).
   */
  readonly jwksUri?: string;
  readonly jwks?: JwksKeySourceOptions;
  /** In place of the `fetch` of Node, for a proxy or a client certificate. */
  readonly fetch?: FetchFunction;
  /** For `revocation: redisRevocation()`. */
  readonly redis?: RedisConnectionOptions;
  readonly scope?: {
    /**
     * By scope: the scopes that it includes, over any number of steps. Guards then let in who holds the one where a
     * route needs the other. Default: none includes another.
     *
     * @example
     * { 'bills:write': ['bills:read'] }
     */
    readonly implies?: ScopeImplications;
  };
  /**
   * Who is behind an API key, asked for every request that carries one. Left out: guards accept no API keys, since a service
   * without the database does not know them. One that asks elsewhere has to bound its waits and to remember what it was told.
   */
  readonly apiKeyCheck?: ApiKeyCheck;
  /** Protection space named in challenges. Default `api`. */
  readonly realm?: string;
  /** What is published about the resources of this application (RFC 9728). False: nothing. Default: what `audience` says. */
  readonly protectedResources?: readonly ProtectedResourceOptions[] | false;
  /** Seconds by which `exp`, `nbf` and `iat` may be off, 0 to 60. Default 5. */
  readonly clockSkewSeconds?: number;
}

/** What a `TokenVerifier` demands of tokens, and where it finds the keys. */
export interface TokenVerifierOptions extends Omit<ResourceServerOptions, 'realm'> {
  /** Default: what the issuer's metadata says (RFC 8414). */
  readonly jwksUri?: string;
  readonly jwks?: JwksKeySourceOptions;
  /** Default: the global one. */
  readonly fetch?: FetchFunction;
  /** Is told when the keys could not be fetched; the last ones stay in use. */
  readonly onError?: (error: unknown) => void;
}

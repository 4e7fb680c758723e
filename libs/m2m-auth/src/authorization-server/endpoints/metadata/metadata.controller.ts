import { OAuthError } from '../../../oauth/oauth-error.js';
import type { EndpointResponse } from '../../../http/endpoint.js';
import { publicJson } from '../../../http/json-response.js';

const METADATA_MAX_AGE_SECONDS = 3_600;
const SECRET_METHODS = ['client_secret_basic', 'client_secret_post'];

/** Where the endpoints of this server stand, as absolute URLs, and what they can do. */
export interface ServerMetadata {
  readonly issuer: string;
  readonly tokenEndpoint: string;
  readonly revocationEndpoint: string;
  readonly introspectionEndpoint: string;
  /** Undefined when clients cannot register themselves. */
  readonly registrationEndpoint: string | undefined;
  /** Undefined under HS256. */
  readonly jwksUri: string | undefined;
  readonly signingAlgorithm: string;
  readonly grantTypes: readonly string[];
  /** Bearer tokens are accepted at the introspection endpoint too. */
  readonly introspectionByBearer: boolean;
  /** For clients that refuse metadata without them: undefined leaves `authorization_endpoint` and its kin out. */
  readonly authorizationEndpoint: string | undefined;
}

/** Authorization server metadata (RFC 8414 §2). Made from configuration alone, never from a request's Host header. */
export class MetadataController {
  constructor(private readonly metadata: () => ServerMetadata) {}

  authorizationServer(): EndpointResponse {
    return publicJson(documentOf(this.metadata()), METADATA_MAX_AGE_SECONDS);
  }

  /**
   * The same for clients that look for OpenID Connect Discovery (RFC 8414 §5), with the members they demand.
   *
   * @throws OAuthError 404 under HS256: such a document must have a jwks_uri.
   */
  openidConfiguration(): EndpointResponse {
    const metadata = this.metadata();
    if (metadata.jwksUri === undefined) {
      throw new OAuthError({
        status: 404,
        code: 'invalid_request',
        description: 'There is no such document.',
      });
    }
    return publicJson(
      {
        ...documentOf(metadata),
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: [metadata.signingAlgorithm],
      },
      METADATA_MAX_AGE_SECONDS,
    );
  }
}

/**
 * There is no grant with an authorization response. Clients demand the member all the same, some with an entry, and `none`
 * promises the least (OAuth 2.0 Multiple Response Type Encoding Practices §4).
 */
const RESPONSE_TYPES = ['none'] as const;

/** What is not set is left out: no null and no empty array (RFC 8414 §3.2). */
const documentOf = (metadata: ServerMetadata): object => ({
  issuer: metadata.issuer,
  token_endpoint: metadata.tokenEndpoint,
  ...(metadata.jwksUri === undefined ? {} : { jwks_uri: metadata.jwksUri }),
  ...(metadata.authorizationEndpoint === undefined
    ? {}
    : { authorization_endpoint: metadata.authorizationEndpoint, response_types_supported: RESPONSE_TYPES }),
  ...(metadata.registrationEndpoint === undefined
    ? {}
    : { registration_endpoint: metadata.registrationEndpoint }),
  grant_types_supported: metadata.grantTypes,
  token_endpoint_auth_methods_supported: SECRET_METHODS,
  revocation_endpoint: metadata.revocationEndpoint,
  revocation_endpoint_auth_methods_supported: SECRET_METHODS,
  introspection_endpoint: metadata.introspectionEndpoint,
  introspection_endpoint_auth_methods_supported: metadata.introspectionByBearer
    ? [...SECRET_METHODS, 'Bearer']
    : SECRET_METHODS,
  resource_indicators_supported: true,
});

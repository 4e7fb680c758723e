import type { EndpointResponse } from '../../http/endpoint.js';
import { publicJson } from '../../http/json-response.js';

const METADATA_MAX_AGE_SECONDS = 3_600;

/** Where the endpoints of this server stand, as absolute URLs. */
export interface ServerMetadata {
  readonly issuer: string;
  readonly tokenEndpoint: string;
  /** Undefined under HS256. */
  readonly jwksUri: string | undefined;
  readonly grantTypes: readonly string[];
}

/** Authorization server metadata (RFC 8414 §2). Made from configuration alone, never from a request's Host header. */
export class MetadataController {
  constructor(private readonly metadata: () => ServerMetadata) {}

  /** What is not set is left out: no null, no empty array (RFC 8414 §3.2). */
  authorizationServer(): EndpointResponse {
    const { issuer, tokenEndpoint, jwksUri, grantTypes } = this.metadata();
    return publicJson(
      {
        issuer,
        token_endpoint: tokenEndpoint,
        ...(jwksUri === undefined ? {} : { jwks_uri: jwksUri }),
        grant_types_supported: grantTypes,
        token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
        resource_indicators_supported: true,
      },
      METADATA_MAX_AGE_SECONDS,
    );
  }
}

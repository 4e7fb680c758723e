import type { JwksController } from './authorization-server/endpoints/jwks/jwks.controller.js';
import type { MetadataController } from './authorization-server/endpoints/metadata/metadata.controller.js';
import type { TokenController } from './authorization-server/endpoints/token/token.controller.js';
import type { OAuthEndpoint } from './authorization-server/http/endpoint.js';
import { metadataPath, type EndpointPaths } from './m2m-auth.paths.js';

interface Controllers {
  readonly paths: EndpointPaths;
  readonly issuer: string;
  readonly token: TokenController;
  readonly jwks: JwksController;
  readonly metadata: MetadataController;
}

/** Which path is answered by which controller. */
export const oauthEndpoints = ({
  paths,
  issuer,
  token,
  jwks,
  metadata,
}: Controllers): readonly OAuthEndpoint[] => [
  { method: 'POST', path: paths.token, atRoot: false, handle: (request) => token.token(request) },
  { method: 'GET', path: paths.jwks, atRoot: true, handle: () => jwks.jwks() },
  { method: 'GET', path: metadataPath(issuer), atRoot: true, handle: () => metadata.authorizationServer() },
];

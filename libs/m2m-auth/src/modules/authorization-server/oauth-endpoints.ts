import { AuthorizationController } from '../../authorization-server/endpoints/authorization/authorization.controller.js';
import type { IntrospectionController } from '../../authorization-server/endpoints/introspection/introspection.controller.js';
import type { JwksController } from '../../authorization-server/endpoints/jwks/jwks.controller.js';
import type { MetadataController } from '../../authorization-server/endpoints/metadata/metadata.controller.js';
import type { RevocationController } from '../../authorization-server/endpoints/revocation/revocation.controller.js';
import type { TokenController } from '../../authorization-server/endpoints/token/token.controller.js';
import type { OAuthEndpoint } from '../../http/endpoint.js';
import type { ProtectedResources } from '../../resource-server/metadata/protected-resources.js';
import { resourceMetadataEndpoints } from '../../resource-server/metadata/resource-metadata-endpoints.js';
import type { EndpointPaths } from '../../authorization-server/endpoint-paths.js';
import { metadataPaths } from '../../oauth/well-known.js';

interface Controllers {
  readonly token: TokenController;
  readonly revocation: RevocationController;
  readonly introspection: IntrospectionController;
  readonly jwks: JwksController;
  readonly metadata: MetadataController;
  readonly resources: ProtectedResources;
}

/** Which path is answered by which controller. */
export const oauthEndpoints = (
  paths: EndpointPaths,
  issuer: string,
  controllers: Controllers,
): readonly OAuthEndpoint[] => {
  const { token, revocation, introspection, jwks, metadata, resources } = controllers;
  const post = (path: string, handle: OAuthEndpoint['handle']): OAuthEndpoint => ({
    method: 'POST',
    path,
    atRoot: false,
    handle,
  });
  const document = (path: string, handle: OAuthEndpoint['handle']): OAuthEndpoint => ({
    method: 'GET',
    path,
    atRoot: true,
    handle,
  });
  const { oauth, openid } = metadataPaths(issuer);
  const authorization = new AuthorizationController();
  return [
    post(paths.token, (request) => token.token(request)),
    post(paths.revoke, (request) => revocation.revoke(request)),
    post(paths.introspect, (request) => introspection.introspect(request)),
    ...(paths.authorize === false
      ? []
      : [{ ...document(paths.authorize, () => authorization.authorize()), atRoot: false }]),
    document(paths.jwks, (request) => jwks.jwks(request)),
    document(oauth, () => metadata.authorizationServer()),
    ...resourceMetadataEndpoints(resources),
    ...openid.map((path) => document(path, () => metadata.openidConfiguration())),
  ];
};

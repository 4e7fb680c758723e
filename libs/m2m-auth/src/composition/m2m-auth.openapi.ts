import type { INestApplicationContext } from '@nestjs/common';
import { adminOperations } from '../authorization-server/openapi/admin-operations.js';
import {
  introspectionOperation,
  jwksOperation,
  metadataOperation,
  revocationOperation,
  resourceMetadataOperation,
  tokenOperation,
} from '../authorization-server/openapi/oauth-operations.js';
import {
  clientConfigurationOperations,
  clientRegistrationOperation,
  registrationSecuritySchemes,
} from '../authorization-server/openapi/registration-operations.js';
import type { OpenApiDocument } from '../authorization-server/openapi/openapi-document.js';
import { schemas } from '../authorization-server/openapi/schemas/schemas.js';
import { API_KEY_CHECK, type ApiKeyCheck } from '../oauth/ports/api-key-check.js';
import {
  PROTECTED_RESOURCES,
  type ProtectedResources,
} from '../resource-server/metadata/protected-resources.js';
import type { OAuthEndpoint } from '../http/endpoint.js';
import { REGISTRATION_ENDPOINTS } from './m2m-auth.registration.js';
import { PUBLIC_URLS, type PublicUrls } from './m2m-auth.urls.js';

/**
 * Completes a document of @nestjs/swagger: adds the OAuth endpoints, which stand outside Nest's router, gives the admin
 * routes their exact bodies, and declares the security schemes `internal-api-key`, `client-secret-basic`, `oauth2`
 * (client credentials) and, where the guards accept them, `api-key`. Needs no swagger package itself.
 *
 * @param application the application whose module graph holds `M2MAuthModule`.
 * @param document changed in place, and returned.
 *
 * @example
 * const document = addM2MAuthOpenApi(app, SwaggerModule.createDocument(app, new DocumentBuilder().build()));
 */
export const addM2MAuthOpenApi = <Document extends OpenApiDocument>(
  application: Pick<INestApplicationContext, 'get'>,
  document: Document,
): Document => {
  const urls = application.get<PublicUrls>(PUBLIC_URLS, { strict: false });
  describeAdminRoutes(document);
  document.paths[urls.pathOf('token')] = { post: tokenOperation };
  document.paths[urls.pathOf('revoke')] = { post: revocationOperation };
  document.paths[urls.pathOf('introspect')] = { post: introspectionOperation };
  if (offersRegistration(application)) {
    const path = urls.pathOf('register');
    document.paths[path] = { post: clientRegistrationOperation };
    document.paths[`${path}/{client_id}`] = clientConfigurationOperations;
  }
  document.paths[urls.jwksPath] = { get: jwksOperation };
  document.paths[urls.metadata.oauth] = { get: metadataOperation };
  const { published } = application.get<ProtectedResources>(PROTECTED_RESOURCES, { strict: false });
  const resourcePaths = new Set(published.map(({ path }) => path));
  for (const [index, path] of [...resourcePaths].entries()) {
    document.paths[path] = { get: resourceMetadataOperation(index + 1) };
  }
  document.components ??= {};
  document.components.schemas = { ...document.components.schemas, ...schemas };
  document.components.securitySchemes = {
    'internal-api-key': { type: 'apiKey', in: 'header', name: 'x-internal-api-key' },
    'client-secret-basic': { type: 'http', scheme: 'basic' },
    ...(offersRegistration(application) ? registrationSecuritySchemes : {}),
    oauth2: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: urls.urlOf('token'), scopes: {} } } },
    ...(application.get<ApiKeyCheck | null>(API_KEY_CHECK, { strict: false }) === null
      ? {}
      : { 'api-key': { type: 'apiKey', in: 'header', name: 'x-api-key' } }),
    // What the host has declared under these names, scopes with descriptions for one, is the better word.
    ...document.components.securitySchemes,
  };
  return document;
};

const offersRegistration = (application: Pick<INestApplicationContext, 'get'>): boolean =>
  application.get<readonly OAuthEndpoint[]>(REGISTRATION_ENDPOINTS, { strict: false }).length > 0;

const describeAdminRoutes = (document: OpenApiDocument): void => {
  for (const methods of Object.values(document.paths)) {
    for (const operation of Object.values(methods) as Record<string, unknown>[]) {
      const described = adminOperations[String(operation['operationId']).replace(/_v\d+$/, '')];
      if (described) Object.assign(operation, described);
    }
  }
};

import type { INestApplicationContext } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
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
import { REGISTRATION_ENDPOINTS } from './authorization-server/registration.providers.js';
import { PUBLIC_URLS, type PublicUrls } from '../authorization-server/public-urls.js';

/**
 * Completes a document of @nestjs/swagger: adds the OAuth endpoints, which stand outside Nest's router, gives the admin
 * routes their exact bodies, and declares the security schemes `internal-api-key`, `client-secret-basic`, `oauth2`
 * (client credentials) and, where the guards accept them, `api-key`. Needs no swagger package itself. With
 * `M2MResourceServerModule` alone it adds what that one serves, and no scheme that needs the URL of the token endpoint.
 *
 * @param application the application whose module graph holds `M2MAuthModule` or `M2MResourceServerModule`.
 * @param document changed in place, and returned.
 *
 * @example
 * const document = addM2MAuthOpenApi(app, SwaggerModule.createDocument(app, new DocumentBuilder().build()));
 */
export const addM2MAuthOpenApi = <Document extends OpenApiDocument>(
  application: Pick<INestApplicationContext, 'get'>,
  document: Document,
): Document => {
  const urls = find<PublicUrls>(application, PUBLIC_URLS);
  describeAdminRoutes(document);
  if (urls !== undefined) describeEndpoints(application, document, urls);
  const resources = find<ProtectedResources>(application, PROTECTED_RESOURCES);
  const resourcePaths = new Set(resources?.published.map(({ path }) => path));
  for (const [index, path] of [...resourcePaths].entries()) {
    document.paths[path] = { get: resourceMetadataOperation(index + 1) };
  }
  document.components ??= {};
  if (urls !== undefined) document.components.schemas = { ...document.components.schemas, ...schemas };
  document.components.securitySchemes = {
    ...(urls === undefined ? {} : ownSchemes(application, urls)),
    ...((find<ApiKeyCheck | null>(application, API_KEY_CHECK) ?? null) === null
      ? {}
      : { 'api-key': { type: 'apiKey', in: 'header', name: 'x-api-key' } }),
    // What the host has declared under these names, scopes with descriptions for one, is the better word.
    ...document.components.securitySchemes,
  };
  return document;
};

type Application = Pick<INestApplicationContext, 'get'>;

/** Looked up in the module graph: `get` of an application ends the process over what `M2MResourceServerModule` lacks. */
const find = <T>(application: Application, token: symbol): T | undefined => {
  const modules = [...application.get(ModulesContainer, { strict: false }).values()];
  const provider = modules.findLast(({ providers }) => providers.has(token))?.providers.get(token);
  return provider?.instance as T | undefined;
};

const describeEndpoints = (application: Application, document: OpenApiDocument, urls: PublicUrls): void => {
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
};

const ownSchemes = (application: Application, urls: PublicUrls): Record<string, object> => ({
  'internal-api-key': { type: 'apiKey', in: 'header', name: 'x-internal-api-key' },
  'client-secret-basic': { type: 'http', scheme: 'basic' },
  ...(offersRegistration(application) ? registrationSecuritySchemes : {}),
  oauth2: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: urls.urlOf('token'), scopes: {} } } },
});

const offersRegistration = (application: Application): boolean =>
  (find<readonly OAuthEndpoint[]>(application, REGISTRATION_ENDPOINTS) ?? []).length > 0;

const describeAdminRoutes = (document: OpenApiDocument): void => {
  for (const methods of Object.values(document.paths)) {
    for (const operation of Object.values(methods) as Record<string, unknown>[]) {
      const id = String(operation['operationId']).replace(/_v\d+$/, '');
      // Among them are the host's own operations, whose names may be any.
      if (Object.hasOwn(adminOperations, id)) Object.assign(operation, adminOperations[id]);
    }
  }
};

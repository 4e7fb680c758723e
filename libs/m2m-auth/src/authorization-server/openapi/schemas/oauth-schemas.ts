import type { OpenApiObject } from '../openapi-document.js';
import { text, texts, freeObject, object } from './schema-shapes.js';

const clientMetadata = {
  client_name: { ...text, maxLength: 255 },
  scope: { ...text, maxLength: 1_024 },
  grant_types: { type: 'array', items: { ...text, enum: ['client_credentials'] } },
  response_types: { type: 'array', items: text, maxItems: 0 },
  redirect_uris: texts,
  token_endpoint_auth_method: { ...text, enum: ['client_secret_basic', 'client_secret_post'] },
  client_uri: { ...text, format: 'uri' },
  logo_uri: { ...text, format: 'uri' },
  tos_uri: { ...text, format: 'uri' },
  policy_uri: { ...text, format: 'uri' },
  contacts: texts,
  software_id: { ...text, maxLength: 255 },
  software_version: { ...text, maxLength: 255 },
};

/** What the OAuth endpoints take and answer. */
export const oauthSchemas: Readonly<Record<string, OpenApiObject>> = {
  M2MTokenRequest: object(
    {
      grant_type: { ...text, enum: ['client_credentials'] },
      client_id: text,
      client_secret: { ...text, writeOnly: true },
      scope: { ...text, maxLength: 1_024 },
      resource: { type: 'array', items: { type: 'string', format: 'uri', maxLength: 2_048 }, maxItems: 10 },
    },
    ['grant_type'],
  ),
  M2MTokenResponse: object({
    access_token: text,
    token_type: { ...text, enum: ['Bearer'] },
    expires_in: { type: 'integer' },
    scope: text,
  }),
  M2MTokenQuestion: object(
    { token: text, token_type_hint: text, client_id: text, client_secret: { ...text, writeOnly: true } },
    ['token'],
  ),
  M2MIntrospection: object(
    {
      active: { type: 'boolean' },
      scope: text,
      client_id: text,
      token_type: text,
      exp: { type: 'integer' },
      iat: { type: 'integer' },
      sub: text,
      aud: { oneOf: [text, texts] },
      iss: text,
      jti: text,
    },
    ['active'],
  ),
  M2MOAuthError: object({ error: text, error_description: text }, ['error']),
  M2MJwks: object({ keys: { type: 'array', items: freeObject } }),
  M2MServerMetadata: { ...object({ issuer: text, token_endpoint: text }), additionalProperties: true },
  M2MResourceMetadata: {
    ...object({ resource: text, authorization_servers: texts, bearer_methods_supported: texts }),
    additionalProperties: true,
  },
  M2MClientMetadata: object(clientMetadata, []),
  M2MClientInformation: object(
    {
      client_id: text,
      client_secret: { ...text, readOnly: true, description: 'Only in the answer to the registration.' },
      client_id_issued_at: { type: 'integer' },
      client_secret_expires_at: { type: 'integer', description: '0: never. Present with client_secret.' },
      ...clientMetadata,
      registration_access_token: text,
      registration_client_uri: { ...text, format: 'uri' },
    },
    ['client_id', 'client_id_issued_at', 'registration_access_token', 'registration_client_uri'],
  ),
};

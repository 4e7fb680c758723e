import { answer, json, ref, type OpenApiObject } from './openapi-document.js';

const form = (schema: string): OpenApiObject => ({
  required: true,
  content: { 'application/x-www-form-urlencoded': { schema: ref(schema) }, ...json(ref(schema)) },
});

const oauthError = (description: string): OpenApiObject => answer(description, 'M2MOAuthError');

export const tokenOperation: OpenApiObject = {
  operationId: 'TokenController_token',
  summary: 'Issue an access token (RFC 6749 section 4.4)',
  tags: ['OAuth'],
  // A client authenticates by Basic, or by client_id and client_secret in the body: {} stands for the latter.
  security: [{ 'client-secret-basic': [] }, {}],
  requestBody: form('M2MTokenRequest'),
  responses: {
    200: answer('The token', 'M2MTokenResponse'),
    400: oauthError(
      'invalid_request, invalid_scope, invalid_target, unauthorized_client, unsupported_grant_type',
    ),
    401: oauthError('invalid_client'),
    405: oauthError('Not POST'),
    413: oauthError('The body is too large'),
    415: oauthError('Neither a form nor JSON'),
    429: oauthError('Too many requests; see Retry-After'),
    503: oauthError('A dependency cannot answer; see Retry-After'),
  },
};

const BY_SECRET = [{ 'client-secret-basic': [] }, {}];

const REFUSALS = {
  400: oauthError('invalid_request'),
  401: oauthError('invalid_client'),
  429: oauthError('Too many requests; see Retry-After'),
  503: oauthError('A dependency cannot answer; see Retry-After'),
};

export const revocationOperation: OpenApiObject = {
  operationId: 'RevocationController_revoke',
  summary: 'End a token of the client itself (RFC 7009)',
  tags: ['OAuth'],
  security: BY_SECRET,
  requestBody: form('M2MTokenQuestion'),
  responses: { 200: answer('The token is not accepted any more, or was none of the client'), ...REFUSALS },
};

export const introspectionOperation: OpenApiObject = {
  operationId: 'IntrospectionController_introspect',
  summary: 'What a token says and whether it is good (RFC 7662)',
  tags: ['OAuth'],
  security: BY_SECRET,
  requestBody: form('M2MTokenQuestion'),
  responses: { 200: answer('The token', 'M2MIntrospection'), ...REFUSALS },
};

export const jwksOperation: OpenApiObject = {
  operationId: 'JwksController_jwks',
  summary: 'The public signing keys (RFC 7517)',
  tags: ['OAuth'],
  security: [],
  responses: {
    200: answer('The key set', 'M2MJwks'),
    304: answer('It is the one that If-None-Match names'),
    404: oauthError('Tokens are signed with a shared secret'),
  },
};

export const metadataOperation: OpenApiObject = {
  operationId: 'MetadataController_authorizationServer',
  summary: 'Authorization server metadata (RFC 8414)',
  tags: ['OAuth'],
  security: [],
  responses: { 200: answer('The metadata', 'M2MServerMetadata') },
};

/** @param number - from 1; an application may have several resources. */
export const resourceMetadataOperation = (number: number): OpenApiObject => ({
  operationId: number === 1 ? 'ProtectedResource_metadata' : `ProtectedResource_metadata${number}`,
  summary: 'Protected resource metadata (RFC 9728)',
  tags: ['OAuth'],
  security: [],
  responses: { 200: answer('The metadata', 'M2MResourceMetadata') },
});

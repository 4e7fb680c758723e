import { answer, json, ref, type OpenApiObject } from './openapi-document.js';

export const registrationSecuritySchemes: Readonly<Record<string, OpenApiObject>> = {
  'initial-access-token': { type: 'http', scheme: 'bearer' },
  'registration-access-token': { type: 'http', scheme: 'bearer' },
};

const oauthError = (description: string): OpenApiObject => answer(description, 'M2MOAuthError');

const REFUSALS = {
  429: oauthError('Too many requests; see Retry-After'),
  503: oauthError('A dependency cannot answer; see Retry-After'),
};

export const clientRegistrationOperation: OpenApiObject = {
  operationId: 'ClientRegistrationController_register',
  summary: 'Register a client of one’s own (RFC 7591)',
  tags: ['OAuth'],
  // {}: no token is needed where registration is open.
  security: [{ 'initial-access-token': [] }, {}],
  requestBody: { required: true, content: json(ref('M2MClientMetadata')) },
  responses: {
    201: answer('The client, with its credentials', 'M2MClientInformation'),
    400: oauthError('invalid_client_metadata, invalid_software_statement'),
    401: oauthError('The initial access token is missing or not valid'),
    403: oauthError('There are as many such clients as there may be'),
    413: oauthError('The body is too large'),
    415: oauthError('Not JSON'),
    ...REFUSALS,
  },
};

const configuration = {
  tags: ['OAuth'],
  security: [{ 'registration-access-token': [] }],
  parameters: [{ name: 'client_id', in: 'path', required: true, schema: { type: 'string' } }],
};

const REFUSED = {
  401: oauthError('The registration access token is missing or not valid for this client'),
  ...REFUSALS,
};

export const clientConfigurationOperations: OpenApiObject = {
  get: {
    ...configuration,
    operationId: 'ClientConfigurationController_read',
    summary: 'Read one’s own registration (RFC 7592)',
    responses: {
      200: answer('The client, without its secret', 'M2MClientInformation'),
      ...REFUSED,
    },
  },
  delete: {
    ...configuration,
    operationId: 'ClientConfigurationController_delete',
    summary: 'Delete one’s own client and end its live tokens (RFC 7592)',
    responses: { 204: answer('Deleted'), ...REFUSED },
  },
};

import type { OpenApiObject } from './openapi-document.js';
import { ref } from './openapi-document.js';

const text = { type: 'string' } as const;
const nullableText = { type: 'string', nullable: true } as const;
const texts = { type: 'array', items: text, maxItems: 64 } as const;
const moment = { type: 'string', format: 'date-time' } as const;
const nullableMoment = { ...moment, nullable: true } as const;
const freeObject = { type: 'object', additionalProperties: true } as const;
const suppliedSecret = { type: 'string', minLength: 32, maxLength: 128, writeOnly: true } as const;

const object = (
  properties: OpenApiObject,
  required: readonly string[] = Object.keys(properties),
): OpenApiObject => ({
  type: 'object',
  properties,
  ...(required.length > 0 ? { required } : {}),
});

const page = (schema: string): OpenApiObject =>
  object({ data: { type: 'array', items: ref(schema) }, nextCursor: nullableText });

const clientFields = {
  description: { ...nullableText, maxLength: 1_000 },
  organizationId: nullableText,
  audiences: texts,
  protectedResources: texts,
  claims: freeObject,
  grantTypes: texts,
  tokenEndpointAuthMethod: { ...nullableText, enum: ['client_secret_basic', 'client_secret_post', null] },
  accessTokenTtl: { type: 'integer', nullable: true, minimum: 60, maximum: 86_400 },
  metadata: freeObject,
};
const clientName = { type: 'string', minLength: 1, maxLength: 255 };

const client = {
  clientId: text,
  name: text,
  ...clientFields,
  scopes: texts,
  isActive: { type: 'boolean' },
  createdAt: moment,
  updatedAt: moment,
  secrets: { type: 'array', items: ref('M2MClientSecret') },
};

const secret = {
  id: { type: 'string', format: 'uuid' },
  hint: nullableText,
  createdAt: moment,
  expiresAt: nullableMoment,
  lastUsedAt: nullableMoment,
};

const initialAccessToken = {
  id: { type: 'string', format: 'uuid' },
  hint: text,
  organizationId: nullableText,
  scopes: { ...texts, nullable: true },
  audiences: { ...texts, nullable: true },
  maxUses: { type: 'integer', nullable: true, minimum: 1, maximum: 1_000_000 },
  uses: { type: 'integer' },
  createdAt: moment,
  expiresAt: nullableMoment,
};

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

const secretStatus = {
  ...secret,
  safeToRetire: { type: 'boolean', description: 'Unused for long enough, while another secret was used.' },
};

const environment = { ...text, enum: ['production', 'test'] } as const;
const apiKeyOwner = {
  oneOf: [
    object({ type: { ...text, enum: ['organization'] }, id: text }),
    object({ type: { ...text, enum: ['user'] }, id: text, organizationId: text }),
  ],
};

const apiKey = {
  id: text,
  name: text,
  owner: ref('M2MApiKeyOwner'),
  permissions: texts,
  environment,
  obfuscatedValue: text,
  expiresAt: nullableMoment,
  lastUsedAt: nullableMoment,
  createdAt: moment,
  updatedAt: moment,
};

const shownOnce = { ...text, readOnly: true, description: 'Only here, and only if the server made it.' };

/** Every schema that the operations of this library name. */
export const schemas: Readonly<Record<string, OpenApiObject>> = {
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
  M2MError: object({ statusCode: { type: 'integer' }, message: { oneOf: [text, texts] }, error: text }, [
    'statusCode',
    'message',
  ]),
  M2MRegisterClient: object(
    {
      clientId: { ...text, pattern: '^[A-Za-z0-9._-]{1,255}$' },
      clientSecret: suppliedSecret,
      name: clientName,
      scopes: texts,
      ...clientFields,
    },
    ['name', 'scopes'],
  ),
  M2MUpdateClient: object(
    { name: clientName, scopes: texts, isActive: { type: 'boolean' }, ...clientFields },
    [],
  ),
  M2MClient: object(client),
  M2MRegisteredClient: object({ ...client, clientSecret: shownOnce }, Object.keys(client)),
  M2MClientPage: page('M2MClient'),
  M2MClientSecret: object(secret),
  M2MClientSecretStatus: object(secretStatus),
  M2MCreateSecret: object(
    {
      clientSecret: suppliedSecret,
      expiresAt: nullableMoment,
      retireOthersAt: {
        ...nullableMoment,
        description: 'When every other live secret expires at the latest.',
      },
    },
    [],
  ),
  M2MUpdateSecret: object({ expiresAt: { ...nullableMoment, description: 'Null: none.' } }),
  M2MAddedSecret: object({ ...secret, clientSecret: shownOnce }, Object.keys(secret)),
  M2MClientSecretPage: page('M2MClientSecretStatus'),
  M2MRevokeTokens: object({ jti: { ...text, maxLength: 255 } }, []),
  M2MLiveToken: object({ jti: text, issuedAt: moment, expiresAt: moment }),
  M2MLiveTokenPage: page('M2MLiveToken'),
  M2MCreateOrganization: object({ id: { ...text, pattern: '^[A-Za-z0-9_-]{1,255}$' }, name: clientName }, [
    'name',
  ]),
  M2MOrganization: object({ id: text, name: text, createdAt: moment }),
  M2MOrganizationPage: page('M2MOrganization'),
  M2MCreateInitialAccessToken: object(
    {
      expiresAt: nullableMoment,
      maxUses: initialAccessToken.maxUses,
      organizationId: nullableText,
      scopes: initialAccessToken.scopes,
      audiences: initialAccessToken.audiences,
    },
    [],
  ),
  M2MInitialAccessToken: object(initialAccessToken),
  M2MIssuedInitialAccessToken: object({
    ...initialAccessToken,
    value: { ...text, readOnly: true, description: 'Only here.' },
  }),
  M2MInitialAccessTokenPage: page('M2MInitialAccessToken'),
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
  M2MApiKeyOwner: apiKeyOwner,
  M2MCreateApiKey: object(
    {
      name: clientName,
      owner: ref('M2MApiKeyOwner'),
      permissions: texts,
      expiresAt: nullableMoment,
      value: { ...text, pattern: '^sk_[A-Za-z0-9._~+/-]{32,128}=*$', maxLength: 131, writeOnly: true },
      environment,
    },
    ['name', 'owner', 'permissions'],
  ),
  M2MApiKey: object(apiKey),
  M2MCreatedApiKey: object({ ...apiKey, value: shownOnce }, Object.keys(apiKey)),
  M2MApiKeyPage: page('M2MApiKey'),
  M2MApiKeyQuestion: object(
    { value: { ...text, writeOnly: true }, key: { ...text, description: 'Another name of value.' } },
    [],
  ),
  M2MApiKeyValidation: object({
    valid: { type: 'boolean' },
    apiKey: { nullable: true, allOf: [ref('M2MApiKey')] },
  }),
  M2MRotateSigningKey: object(
    { replacing: { ...text, description: 'The kid to be replaced, as seen.' } },
    [],
  ),
  M2MSigningKey: object({
    kid: text,
    algorithm: { ...text, enum: ['ES256', 'RS256', 'EdDSA'] },
    state: { ...text, enum: ['pending', 'active', 'retiring', 'retired'] },
    createdAt: moment,
    activatesAt: nullableMoment,
    activatedAt: nullableMoment,
    retiresAt: nullableMoment,
    retiredAt: nullableMoment,
    publicJwk: freeObject,
  }),
  M2MSigningKeyPage: page('M2MSigningKey'),
  M2MAuditEvent: object({
    id: text,
    event: text,
    success: { type: 'boolean' },
    clientId: nullableText,
    organizationId: nullableText,
    ip: nullableText,
    metadata: freeObject,
    at: moment,
  }),
  M2MAuditEventPage: page('M2MAuditEvent'),
};

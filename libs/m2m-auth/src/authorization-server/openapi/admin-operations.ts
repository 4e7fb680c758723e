import { answer, json, ref, type OpenApiObject } from './openapi-document.js';

const body = (schema: string): OpenApiObject => ({ required: true, content: json(ref(schema)) });

const path = (name: string): OpenApiObject => ({
  name,
  in: 'path',
  required: true,
  schema: { type: 'string' },
});

const query = (name: string, schema: OpenApiObject): OpenApiObject => ({
  name,
  in: 'query',
  required: false,
  schema,
});

const pageParameters = [
  query('limit', { type: 'integer', minimum: 1, maximum: 100 }),
  query('cursor', { type: 'string' }),
];

interface Described {
  readonly summary: string;
  readonly parameters?: readonly OpenApiObject[];
  readonly request?: string;
  readonly success: readonly [status: number, description: string, schema?: string];
  /** Statuses beside 401 and 503, which every admin route can answer. */
  readonly refusals?: readonly (400 | 404 | 409)[];
}

const REFUSALS = {
  400: 'Every problem of the request',
  404: 'There is no such thing',
  409: 'It conflicts with what exists',
} as const;

const operation = ({
  summary,
  parameters = [],
  request,
  success,
  refusals = [],
}: Described): OpenApiObject => {
  const [status, description, schema] = success;
  return {
    summary,
    tags: ['Administration'],
    security: [{ 'internal-api-key': [] }],
    parameters,
    ...(request === undefined ? {} : { requestBody: body(request) }),
    responses: {
      [status]: answer(description, schema),
      ...Object.fromEntries(refusals.map((refusal) => [refusal, answer(REFUSALS[refusal], 'M2MError')])),
      401: answer('The internal API key is missing or wrong', 'M2MError'),
      503: answer('The store cannot answer, or a revocation is not enforced everywhere yet', 'M2MError'),
    },
  };
};

const client = path('clientId');

/** By the operationId that @nestjs/swagger gives a controller's method; so it stays right wherever that is mounted. */
export const adminOperations: Readonly<Record<string, OpenApiObject>> = {
  OauthClientsController_register: operation({
    summary: 'Register a client',
    request: 'M2MRegisterClient',
    success: [201, 'The client', 'M2MRegisteredClient'],
    refusals: [400, 409],
  }),
  OauthClientsController_list: operation({
    summary: 'List clients',
    parameters: [
      ...pageParameters,
      query('organizationId', { type: 'string' }),
      query('isActive', { type: 'boolean' }),
    ],
    success: [200, 'A page of clients', 'M2MClientPage'],
    refusals: [400],
  }),
  OauthClientsController_find: operation({
    summary: 'Show a client',
    parameters: [client],
    success: [200, 'The client', 'M2MClient'],
    refusals: [404],
  }),
  OauthClientsController_update: operation({
    summary: 'Change a client; deactivating it ends its live tokens',
    parameters: [client],
    request: 'M2MUpdateClient',
    success: [200, 'The client', 'M2MClient'],
    refusals: [400, 404],
  }),
  OauthClientsController_delete: operation({
    summary: 'Delete a client and end its live tokens',
    parameters: [client],
    success: [204, 'Deleted'],
    refusals: [404],
  }),
  ClientImportsController_import: operation({
    summary: 'Take over clients of another system with the hashes of their secrets: all of them or none',
    request: 'M2MImportClients',
    success: [200, 'What was imported and what was skipped, by clientId', 'M2MClientImport'],
    refusals: [400, 409],
  }),
  ClientSecretsController_add: operation({
    summary: 'Add a secret beside the others, which may be given a deadline',
    parameters: [client],
    request: 'M2MCreateSecret',
    success: [201, 'The secret', 'M2MAddedSecret'],
    refusals: [400, 404, 409],
  }),
  ClientSecretsController_list: operation({
    summary: 'List the live secrets of a client and those that have expired lately',
    parameters: [client, ...pageParameters],
    success: [200, 'The secrets, without their values', 'M2MClientSecretPage'],
    refusals: [400, 404],
  }),
  ClientSecretsController_update: operation({
    summary: 'Give a live secret another deadline, or none',
    parameters: [client, path('secretId')],
    request: 'M2MUpdateSecret',
    success: [200, 'The secret, without its value', 'M2MClientSecretStatus'],
    refusals: [400, 404, 409],
  }),
  ClientSecretsController_remove: operation({
    summary: 'Remove a secret and end the tokens issued to it',
    parameters: [client, path('secretId')],
    success: [204, 'Removed'],
    refusals: [404],
  }),
  ClientTokensController_revoke: operation({
    summary: 'End one token of a client, or all of them',
    parameters: [client],
    request: 'M2MRevokeTokens',
    success: [204, 'Every guard refuses them from now on'],
    refusals: [400, 404],
  }),
  ClientTokensController_list: operation({
    summary: 'List the newest live tokens of a client',
    parameters: [client, ...pageParameters],
    success: [200, 'At most 1,000 tokens', 'M2MLiveTokenPage'],
    refusals: [400, 404],
  }),
  OrganizationsController_create: operation({
    summary: 'Create an organization',
    request: 'M2MCreateOrganization',
    success: [201, 'The organization', 'M2MOrganization'],
    refusals: [400, 409],
  }),
  OrganizationsController_list: operation({
    summary: 'List organizations',
    parameters: pageParameters,
    success: [200, 'A page of organizations', 'M2MOrganizationPage'],
    refusals: [400],
  }),
  OrganizationsController_delete: operation({
    summary: 'Delete an organization to which no client and no API key belongs',
    parameters: [path('id')],
    success: [204, 'Deleted'],
    refusals: [404, 409],
  }),
  InitialAccessTokensController_create: operation({
    summary: 'Make an initial access token, by which clients may register themselves (RFC 7591)',
    request: 'M2MCreateInitialAccessToken',
    success: [201, 'The token', 'M2MIssuedInitialAccessToken'],
    refusals: [400, 409],
  }),
  InitialAccessTokensController_list: operation({
    summary: 'List initial access tokens',
    parameters: pageParameters,
    success: [200, 'A page of tokens, without their values', 'M2MInitialAccessTokenPage'],
    refusals: [400],
  }),
  InitialAccessTokensController_delete: operation({
    summary: 'Delete an initial access token; clients registered with it stay',
    parameters: [path('id')],
    success: [204, 'Deleted'],
    refusals: [404],
  }),
  ApiKeysController_create: operation({
    summary: 'Make an API key',
    request: 'M2MCreateApiKey',
    success: [201, 'The key', 'M2MCreatedApiKey'],
    refusals: [400, 409],
  }),
  ApiKeysController_list: operation({
    summary: 'List API keys, those of users of an organization with its own',
    parameters: [...pageParameters, query('organizationId', { type: 'string' })],
    success: [200, 'A page of keys', 'M2MApiKeyPage'],
    refusals: [400],
  }),
  ApiKeysController_find: operation({
    summary: 'Show an API key',
    parameters: [path('id')],
    success: [200, 'The key, without its value', 'M2MApiKey'],
    refusals: [404],
  }),
  ApiKeysController_delete: operation({
    summary: 'Delete an API key; it is refused from now on',
    parameters: [path('id')],
    success: [204, 'Deleted'],
    refusals: [404],
  }),
  ApiKeysController_validate: operation({
    summary: 'Whether a value is that of an API key which is good at this moment',
    request: 'M2MApiKeyQuestion',
    success: [200, 'The key when it is, and null when it is not', 'M2MApiKeyValidation'],
    refusals: [400],
  }),
  AuditEventsController_list: operation({
    summary: 'List the events of the audit',
    parameters: [
      ...['event', 'clientId', 'organizationId'].map((name) => query(name, { type: 'string' })),
      query('success', { type: 'boolean' }),
      ...['from', 'to'].map((name) => query(name, { type: 'string', format: 'date-time' })),
      ...pageParameters,
    ],
    success: [200, 'A page of events, newest first', 'M2MAuditEventPage'],
    refusals: [400],
  }),
  SigningKeysController_list: operation({
    summary: 'List the managed signing keys, their public halves and states',
    parameters: pageParameters,
    success: [200, 'A page of keys, oldest first', 'M2MSigningKeyPage'],
    refusals: [400],
  }),
  SigningKeysController_rotate: operation({
    summary: 'Let the next key sign, at once or as soon as it has been published long enough',
    request: 'M2MRotateSigningKey',
    success: [200, 'The key that signs next: active, or pending with activatesAt', 'M2MSigningKey'],
    refusals: [400, 409],
  }),
  SigningKeysController_revoke: operation({
    summary: 'End a key and every token it has signed, at once',
    parameters: [path('kid')],
    success: [204, 'Every guard refuses it from now on'],
    refusals: [404, 409],
  }),
  ConfigurationController_plan: operation({
    summary: 'Show what applying a configuration document would do',
    request: 'M2MApplyConfiguration',
    success: [200, 'The plan', 'M2MConfigurationPlan'],
    refusals: [400],
  }),
  ConfigurationController_apply: operation({
    summary: 'Make organizations, clients and API keys the image of a document, all or nothing',
    request: 'M2MApplyConfiguration',
    success: [200, 'What was done, with the secrets that were made', 'M2MAppliedConfiguration'],
    refusals: [400, 409],
  }),
};

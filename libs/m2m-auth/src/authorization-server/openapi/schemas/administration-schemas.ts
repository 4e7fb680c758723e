import type { OpenApiObject } from '../openapi-document.js';
import { ref } from '../openapi-document.js';
import {
  text,
  nullableText,
  texts,
  moment,
  nullableMoment,
  freeObject,
  object,
  page,
  clientName,
  shownOnce,
} from './schema-shapes.js';

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

/** Organizations, initial access tokens, API keys, signing keys, the audit. */
export const administrationSchemas: Readonly<Record<string, OpenApiObject>> = {
  M2MError: object(
    {
      statusCode: { type: 'integer' },
      message: { oneOf: [text, texts] },
      error: text,
      errors: { type: 'array', items: ref('M2MConfigurationProblem') },
    },
    ['statusCode', 'message'],
  ),
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

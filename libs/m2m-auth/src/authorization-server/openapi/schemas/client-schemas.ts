import type { OpenApiObject } from '../openapi-document.js';
import { ref } from '../openapi-document.js';
import {
  text,
  nullableText,
  texts,
  moment,
  nullableMoment,
  freeObject,
  suppliedSecret,
  object,
  page,
  clientName,
  shownOnce,
} from './schema-shapes.js';

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

const secretStatus = {
  ...secret,
  safeToRetire: { type: 'boolean', description: 'Unused for long enough, while another secret was used.' },
};

/** Clients, their secrets and tokens. */
export const clientSchemas: Readonly<Record<string, OpenApiObject>> = {
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
  M2MImportedClient: object(
    {
      clientId: { ...text, pattern: '^[A-Za-z0-9._-]{1,255}$' },
      clientSecretHash: { ...text, pattern: '^\\$2[aby]\\$', writeOnly: true },
      name: clientName,
      scopes: texts,
      isActive: { type: 'boolean' },
      ...clientFields,
    },
    ['clientId', 'clientSecretHash', 'name', 'scopes'],
  ),
  M2MImportClients: object(
    {
      clients: { type: 'array', items: ref('M2MImportedClient'), minItems: 1, maxItems: 100 },
      existing: { ...text, enum: ['refuse', 'skip'] },
      dryRun: { type: 'boolean' },
    },
    ['clients'],
  ),
  M2MClientImport: object({
    imported: { type: 'array', items: text },
    skipped: { type: 'array', items: text },
  }),
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
};

import { generateClientSecret } from '../../../libs/m2m-auth/src/domain/credentials/generated-secret.js';

const value = 'printable, chosen by nobody, 32 or more';
const generated = generateClientSecret({ bytes: (length) => Buffer.alloc(length), uuid: () => '' });

/** Documents that can be applied, each with what it shows. */
export const goodDocuments: readonly (readonly [shows: string, document: unknown])[] = [
  ['nothing at all', {}],
  ['nothing under every name', { organizations: [], clients: [], apiKeys: [] }],
  ['names without anything', { organizations: null, clients: null, apiKeys: null }],
  ['a schema for editors', { $schema: './configuration.schema.json' }],
  ['the least native client (A-01)', { clients: [{ clientId: 'a', clientSecret: 'any' }] }],
  ['absent claims (A-04)', { clients: [{ clientId: 'a', claims: null, scopes: null }] }],
  [
    'everything native',
    {
      organizations: [{ id: 'acme', name: 'Acme' }, { name: 'Globex' }],
      clients: [
        {
          clientId: 'billing',
          name: 'Billing',
          description: 'Sends invoices',
          organization: 'acme',
          scopes: ['reports:read'],
          audiences: ['https://api.example.com', 'rabbit'],
          protectedResources: ['urn:example:billing'],
          claims: { tenant_id: 't-1', limits: { daily: 5 } },
          grantTypes: ['client_credentials'],
          tokenEndpointAuthMethod: 'client_secret_basic',
          accessTokenTtl: 600,
          metadata: { team: 'payments' },
          enabled: true,
          secret: { fromEnvironment: 'BILLING_SECRET', value },
        },
        {
          clientId: 'b',
          organization: 'Globex',
          isActive: false,
          secrets: [{ fromEnvironment: 'B', value }],
        },
        { clientId: 'c', secret: { fromEnvironment: 'C', value: generated } },
      ],
      apiKeys: [
        { name: 'CI', organization: 'Acme', permissions: ['reports:read'], environment: 'test' },
        { name: 'Ann', organization: 'acme', userId: 'ann', expiresAt: '2020-01-01T00:00:00Z' },
        { name: 'CI', organization: 'Globex', value: { fromEnvironment: 'KEY', value: 'sk_test_1' } },
      ],
    },
  ],
  [
    'everything of WorkOS (C-40, C-41, C-44)',
    {
      organizations: [{ name: 'Acme', id: 'org_acme' }],
      connectApplications: [
        { name: 'Reports', organization: 'Acme' },
        {
          name: 'Billing',
          type: 'm2m',
          organization: 'Acme',
          description: 'Sends invoices',
          scopes: ['a'],
          audience: 'https://api.example.com',
          client_id: 'client_billing',
          client_secret: 'secret_of_the_seed',
          redirect_uris: ['https://example.com/callback'],
        },
      ],
      apiKeys: [
        { name: 'CI', organization: 'Acme', value: 'sk_test_one', permissions: ['a'], environment: 'test' },
        { name: 'Ann', organization: 'Acme', user_id: 'user_1', expires_at: '2030-01-01T00:00:00.000Z' },
      ],
    },
  ],
  [
    'the older form of API keys (C-44)',
    {
      organizations: [{ name: 'Acme' }],
      connectApplications: [],
      apiKeys: { sk_test_default: { environment: 'test' } },
    },
  ],
  [
    'everything of QAuth (E-60)',
    {
      realm: 'master',
      clients: [
        { client_id: 'a', name: 'A', grant_types: ['client_credentials'] },
        {
          client_id: 'b',
          name: 'B',
          description: 'b',
          grant_types: ['client_credentials', 'refresh_token'],
          response_types: ['code'],
          scopes: ['a'],
          audience: null,
          redirect_uris: [],
          require_pkce: true,
          token_endpoint_auth_method: 'client_secret_post',
        },
      ],
    },
  ],
  [
    'QAuth without a realm',
    { clients: [{ client_id: 'a', name: 'A', grant_types: ['client_credentials'], audience: ['x'] }] },
  ],
];

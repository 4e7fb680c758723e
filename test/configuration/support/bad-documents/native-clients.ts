import { bad, beyond, CANARY, client, long, short, type BadDocument } from './bad-document.js';

export const badClients: readonly BadDocument[] = [
  bad(
    'clients have ids (A-06)',
    { clients: [{}, { clientId: null }, { clientId: '' }] },
    'clients[0].clientId',
    'clients[1].clientId',
    'clients[2].clientId',
  ),
  bad(
    'clientIds are of A-Z a-z 0-9 . _ -',
    { clients: [{ clientId: 'a:b' }, { clientId: 'a'.repeat(256) }, { clientId: 5 }] },
    'clients[0].clientId',
    'clients[1].clientId',
    'clients[2].clientId',
  ),
  beyond(
    'clientIds are unique (C-42)',
    { clients: [{ clientId: 'a' }, { clientId: 'b' }, { clientId: 'a' }] },
    'clients[2].clientId',
  ),
  bad(
    'secrets are not empty (A-06)',
    {
      clients: [
        { clientId: 'a', clientSecret: '' },
        { clientId: 'b', clientSecret: null },
        { clientId: 'c', secret: null },
        { clientId: 'd', secret: { fromEnvironment: 'D', value: '' } },
        { clientId: 'e', secrets: [] },
        { clientId: 'f', secrets: ['', null] },
      ],
    },
    'clients[0].clientSecret',
    'clients[1].clientSecret',
    'clients[2].secret',
    'clients[3].secret',
    'clients[4].secrets',
    'clients[5].secrets[0]',
    'clients[5].secrets[1]',
  ),
  bad(
    'secrets are text',
    {
      clients: [
        { clientId: 'a', clientSecret: 5 },
        { clientId: 'b', secret: ['x'] },
        { clientId: 'c', secret: { fromEnvironment: 'C', value: 5 } },
        { clientId: 'd', secrets: 'x' },
      ],
    },
    'clients[0].clientSecret',
    'clients[1].secret',
    'clients[2].secret',
    'clients[3].secrets',
  ),
  bad(
    'variables have names',
    client({ secret: { fromEnvironment: `A ${CANARY}`, value: CANARY } }),
    'clients[0].secret.fromEnvironment',
  ),
  bad('variables have names', client({ secret: { value: CANARY } }), 'clients[0].secret.fromEnvironment'),
  beyond(
    'variables are set',
    client({ secret: { fromEnvironment: 'NOT_SET' } }),
    'clients[0].secret.fromEnvironment',
  ),
  bad(
    'secrets can be presented',
    {
      clients: [
        { clientId: 'a', clientSecret: `${CANARY}\n` },
        { clientId: 'b', clientSecret: '   ' },
        { clientId: 'c', clientSecret: `${CANARY}${'x'.repeat(128)}` },
      ],
    },
    'clients[0].clientSecret',
    'clients[1].clientSecret',
    'clients[2].clientSecret',
  ),
  beyond(
    'what looks generated was generated',
    client({ clientSecret: `m2ms_${'x'.repeat(49)}` }),
    'clients[0].clientSecret',
  ),
  beyond(
    'secrets cannot be guessed',
    {
      clients: [
        '0'.repeat(32),
        `${'a'.repeat(40)}z`,
        'qwertyuiopasdfghjklzxcvbnm1234567890',
        'replace-me-with-at-least-32-characters',
        '${BILLING_SECRET}',
      ].map((value, index) => ({ clientId: `c${index}`, secret: { fromEnvironment: 'A', value } })),
    },
    'clients[0].secret',
    'clients[1].secret',
    'clients[2].secret',
    'clients[3].secret',
    'clients[4].secret',
  ),
  bad('what is in the wrong place is not shown', { clients: [CANARY] }, 'clients[0]'),
  bad(
    'secrets are given in one way',
    client({ secret: long('AAAA'), secrets: [long('BBBB')] }),
    'clients[0].secrets',
  ),
  bad(
    'there are five secrets at most',
    client({ secrets: 'ABCDEF'.split('').map((name) => long(name.repeat(4))) }),
    'clients[0].secrets',
  ),
  beyond('secrets can be told apart', client({ secrets: [short('A'), short('B')] }), 'clients[0].secrets[1]'),
  beyond(
    'secrets can be told apart',
    client({ secrets: [long('SAME'), long('SAME')] }),
    'clients[0].secrets[1]',
  ),
  bad(
    'scopes are strings, each (A-07)',
    client({ scopes: ['a', 5, null, { a: 1 }, 'b'] }),
    'clients[0].scopes[1]',
    'clients[0].scopes[2]',
    'clients[0].scopes[3]',
  ),
  bad(
    'scopes are scope tokens',
    client({ scopes: ['a b', '', 'ok', 'quo"te'] }),
    'clients[0].scopes[0]',
    'clients[0].scopes[1]',
    'clients[0].scopes[3]',
  ),
  bad('scopes are a list', client({ scopes: 'a b' }), 'clients[0].scopes'),
  beyond(
    'scopes are short enough together',
    client({ scopes: ['a'.repeat(600), 'b'.repeat(600)] }),
    'clients[0].scopes',
  ),
  beyond(
    'audiences are URIs or names',
    client({ audiences: ['https://', 'x', 'https://a/#b'], protectedResources: ['a b'] }),
    'clients[0].audiences[0]',
    'clients[0].audiences[2]',
    'clients[0].protectedResources[0]',
  ),
  bad(
    'grant types are known',
    client({ grantTypes: ['client_credentials', 'password'] }),
    'clients[0].grantTypes[1]',
  ),
  beyond(
    'claims name nothing reserved (A-05)',
    client({ claims: { aud: 'x', nbf: 1, tenant_id: 't' } }),
    'clients[0].claims',
    'clients[0].claims',
  ),
  beyond('claims hold no number that was changed', client({ claims: { a: [2 ** 53] } }), 'clients[0].claims'),
  beyond('metadata hold no number that was changed', client({ metadata: { a: -0 } }), 'clients[0].metadata'),
  bad('claims are an object', client({ claims: ['x'] }), 'clients[0].claims'),
  bad('metadata is an object', client({ metadata: 'x' }), 'clients[0].metadata'),
  bad(
    'methods are known',
    client({ tokenEndpointAuthMethod: 'private_key_jwt' }),
    'clients[0].tokenEndpointAuthMethod',
  ),
  bad(
    'lifetimes are whole seconds from 60 to 86400',
    {
      clients: [
        { clientId: 'a', accessTokenTtl: 59 },
        { clientId: 'b', accessTokenTtl: '1h' },
        { clientId: 'c', accessTokenTtl: 60.5 },
      ],
    },
    'clients[0].accessTokenTtl',
    'clients[1].accessTokenTtl',
    'clients[2].accessTokenTtl',
  ),
  bad(
    'enabled is true or false',
    {
      clients: [
        { clientId: 'a', enabled: 'no' },
        { clientId: 'b', isActive: 0 },
      ],
    },
    'clients[0].enabled',
    'clients[1].isActive',
  ),
  bad('enabled is said once (X-35)', client({ enabled: true, isActive: true }), 'clients[0].isActive'),
  bad(
    'names and descriptions are printable',
    {
      clients: [
        { clientId: 'a', name: '' },
        { clientId: 'b', name: 'x\ny' },
        { clientId: 'c', description: 'x'.repeat(1_001) },
      ],
    },
    'clients[0].name',
    'clients[1].name',
    'clients[2].description',
  ),
  beyond(
    'organizations that are named are there (C-43)',
    client({ organization: 'Nowhere' }),
    'clients[0].organization',
  ),
  beyond(
    'a name means one organization',
    {
      organizations: [
        { id: 'x', name: 'A' },
        { id: 'y', name: 'x' },
      ],
      clients: [{ clientId: 'a', organization: 'x' }],
    },
    'clients[0].organization',
  ),
];

import { acme, apiKeys, bad, beyond, CANARY, key, type BadDocument } from './bad-document.js';

export const badApiKeys: readonly BadDocument[] = [
  bad(
    'API keys have names and organizations (C-44)',
    apiKeys({}, { user_id: 'u', name: 'x' }),
    'apiKeys[0].organization',
    'apiKeys[0].name',
    'apiKeys[1].organization',
  ),
  beyond(
    'an API key’s organization is there (C-43)',
    apiKeys(key({ organization: 'Nowhere' })),
    'apiKeys[0].organization',
  ),
  beyond(
    'values are unique (C-44)',
    apiKeys(key({ value: `sk_${CANARY}` }), key({ name: 'B', value: `sk_${CANARY}` })),
    'apiKeys[1].value',
  ),
  bad(
    'values start with sk_ (C-44)',
    apiKeys(key({ value: CANARY }), key({ name: 'B', value: 'sk_' }), key({ name: 'C', value: '' })),
    'apiKeys[0].value',
    'apiKeys[1].value',
    'apiKeys[2].value',
  ),
  beyond(
    'values in the form of generated ones have their checksum',
    apiKeys(key({ value: `sk_live_${'a'.repeat(49)}` })),
    'apiKeys[0].value',
  ),
  beyond(
    'permissions have a length together',
    apiKeys(key({ permissions: Array.from({ length: 60 }, (_, n) => `${n}-${'a'.repeat(20)}`) })),
    'apiKeys[0].permissions',
  ),
  beyond(
    'moments are before the year 10000',
    apiKeys(key({ expires_at: '9999-12-31T23:59:59-10:00' })),
    'apiKeys[0].expires_at',
  ),
  beyond(
    'an organization has one key of a name without a value, by whichever word',
    { organizations: [{ id: 'a', name: 'Acme' }], apiKeys: [key({}), key({ organization: 'a' })] },
    'apiKeys[1].name',
  ),
  beyond('keys without a value have different names', apiKeys(key({}), key({})), 'apiKeys[1].name'),
  bad(
    'expires_at is a moment (C-44)',
    apiKeys(
      key({ expires_at: 'tomorrow' }),
      key({ name: 'B', expires_at: '2030-02-30T00:00:00Z' }),
      key({ name: 'C', expires_at: 5 }),
      key({ name: 'D', expires_at: '2030-01-01' }),
    ),
    'apiKeys[0].expires_at',
    'apiKeys[1].expires_at',
    'apiKeys[2].expires_at',
    'apiKeys[3].expires_at',
  ),
  bad(
    'permissions are strings',
    apiKeys(key({ permissions: ['a', 5, 'a b'] })),
    'apiKeys[0].permissions[1]',
    'apiKeys[0].permissions[2]',
  ),
  bad('environments are known', apiKeys(key({ environment: 'staging' })), 'apiKeys[0].environment'),
  bad('names of users are printable', { ...apiKeys(key({ userId: '' })), clients: [] }, 'apiKeys[0].userId'),
  bad(
    'one shape’s words are unknown to the other',
    { ...apiKeys(key({ expires_at: '2030-01-01T00:00:00Z' })), clients: [] },
    'apiKeys[0].expires_at',
  ),
  beyond(
    'the older form has one organization',
    { organizations: [acme, { name: 'B' }], apiKeys: { sk_a: {} } },
    'apiKeys',
  ),
  beyond(
    'the older form has one organization',
    { connectApplications: [], apiKeys: { sk_a: {} } },
    'apiKeys',
  ),
  bad(
    'the older form has values, too',
    { organizations: [acme], apiKeys: { [CANARY]: {}, sk_a: { environment: 5 }, sk_b: 'x' } },
    'apiKeys[0]',
    'apiKeys[1].environment',
    'apiKeys[2]',
  ),
];

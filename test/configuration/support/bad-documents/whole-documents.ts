import { acme, bad, beyond, manifest, type BadDocument } from './bad-document.js';

export const badWholes: readonly BadDocument[] = [
  bad('a document is an object', [], ''),
  bad('a document is an object', null, ''),
  bad('a document is an object', 'clients', ''),
  bad(
    'lists are lists',
    { organizations: {}, clients: 'a', apiKeys: 5 },
    'organizations',
    'clients',
    'apiKeys',
  ),
  bad('entries are objects', { clients: ['a', null, { clientId: 'a' }] }, 'clients[0]', 'clients[1]'),
  bad('$schema is text', { $schema: 5 }, '$schema'),
  bad('unknown keys are refused', { client: [], clients: [] }, 'client'),
  bad(
    'unknown keys are refused everywhere, and all of them',
    {
      organizations: [{ name: 'Acme', plan: 'x' }],
      clients: [
        {
          clientId: 'a',
          scope: 'x',
          'strange key\n': 1,
          secret: { fromEnvironment: 'A', value: 'v', or: 1 },
        },
      ],
    },
    'organizations[0].plan',
    'clients[0].secret.or',
    'clients[0].scope',
    'clients[0]["strange key\\n"]',
  ),
  bad('a prototype is an unknown key', JSON.parse('{"__proto__":{"clients":[]},"clients":[]}'), '__proto__'),

  bad('one document has one shape', { clients: [], connectApplications: [] }, 'clients'),
  bad('one document has one shape', { realm: 'r', connectApplications: [] }, 'realm'),
  bad(
    'one document has one shape',
    { realm: 'r', clients: [{ clientId: 'a' }, { client_id: 'b', name: 'B' }] },
    'clients[1].client_id',
    'realm',
  ),
  bad('a manifest of QAuth has no organizations', { ...manifest({}), organizations: [] }, 'organizations'),

  beyond(
    'names of organizations are unique (C-40)',
    { organizations: [acme, acme, { name: ' Acme ' }] },
    'organizations[1].name',
    'organizations[2].name',
  ),
  beyond(
    'ids of organizations are unique (C-40)',
    {
      organizations: [
        { id: 'a', name: 'A' },
        { id: 'a', name: 'B' },
      ],
    },
    'organizations[1].id',
  ),
  bad(
    'ids of organizations are of A-Z a-z 0-9 _ - (C-40)',
    {
      organizations: [
        { id: 'a b', name: 'A' },
        { id: '', name: 'B' },
        { id: 5, name: 'C' },
        { id: 'a.b', name: 'D' },
      ],
    },
    'organizations[0].id',
    'organizations[1].id',
    'organizations[2].id',
    'organizations[3].id',
  ),
  bad(
    'organizations have names',
    { organizations: [{ id: 'a' }, { name: '' }, { name: ' ' }, { name: 5 }] },
    'organizations[0].name',
    'organizations[1].name',
    'organizations[2].name',
    'organizations[3].name',
  ),
];

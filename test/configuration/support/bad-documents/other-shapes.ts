import {
  application,
  applications,
  bad,
  beyond,
  CANARY,
  manifest,
  type BadDocument,
} from './bad-document.js';

export const badOtherShapes: readonly BadDocument[] = [
  bad(
    'an application has an organization (C-41)',
    { connectApplications: [{ name: 'A' }, { name: 'B', organization: null }] },
    'connectApplications[0].organization',
    'connectApplications[1].organization',
  ),
  beyond(
    'an application’s organization is there (C-43)',
    applications(application({ organization: 'Nowhere' })),
    'connectApplications[0].organization',
  ),
  bad('an application has a name', applications({ organization: 'Acme' }), 'connectApplications[0].name'),
  bad(
    'an application is of a known type (C-42)',
    applications(application({ type: 'oauth' }), application({ name: 'B', type: 5 })),
    'connectApplications[0].type',
    'connectApplications[1].type',
  ),
  beyond(
    'client_ids are unique (C-42)',
    applications(application({ client_id: 'a' }), application({ name: 'B', client_id: 'a' })),
    'connectApplications[1].client_id',
  ),
  beyond(
    'applications without a client_id have different names',
    applications(application({}), application({})),
    'connectApplications[1].name',
  ),
  bad(
    'scopes and audience are typed (C-42)',
    applications(application({ scopes: ['a', 5], audience: ['x'] })),
    'connectApplications[0].audience',
    'connectApplications[0].scopes[1]',
  ),
  bad(
    'client_id and client_secret are not empty (A-06)',
    applications(application({ client_id: '', client_secret: '' })),
    'connectApplications[0].client_secret',
    'connectApplications[0].client_id',
  ),
  bad(
    'unknown keys of applications are refused',
    applications(application({ clientId: 'a' })),
    'connectApplications[0].clientId',
  ),

  bad(
    'a manifest’s clients have id, name and grants (E-60)',
    { realm: 'r', clients: [{}] },
    'clients[0].client_id',
    'clients[0].name',
    'clients[0].grant_types',
  ),
  bad('a manifest’s client has a grant (E-60)', manifest({ grant_types: [] }), 'clients[0].grant_types'),
  bad(
    'unknown keys of a manifest are refused (E-60)',
    { ...manifest({ secret: CANARY }), version: 1 },
    'clients[0].secret',
    'version',
  ),
  bad(
    'a manifest’s members are typed',
    manifest({ require_pkce: 'x', audience: 'x', response_types: 'x' }),
    'clients[0].response_types',
    'clients[0].require_pkce',
    'clients[0].audience',
  ),
  bad('a realm is text', { realm: 5, clients: [] }, 'realm'),
  bad(
    'a client of a manifest authenticates',
    manifest({ token_endpoint_auth_method: 'none' }),
    'clients[0].token_endpoint_auth_method',
  ),
];

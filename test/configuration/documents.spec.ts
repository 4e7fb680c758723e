import { InvalidConfigurationError } from '../../libs/m2m-auth/src/domain/configuration/configuration-problem.js';
import { parseDocument } from '../../libs/m2m-auth/src/domain/configuration/document/parse-document.js';
import { badDocuments } from './support/bad-documents.js';
import { CANARY } from './support/bad-documents/bad-document.js';
import { goodDocuments } from './support/good-documents.js';

const errorsOf = (document: unknown): InvalidConfigurationError['errors'] => {
  try {
    parseDocument(document);
  } catch (error) {
    if (error instanceof InvalidConfigurationError) return error.errors;
    throw error;
  }
  return [];
};

describe('the reader of configuration documents', () => {
  it.each(goodDocuments)('takes %s', (_shows, document) => {
    expect(errorsOf(document)).toEqual([]);
  });

  it.each(badDocuments.map(({ rule, document, paths }) => [rule, document, paths] as const))(
    'names every place that breaks the rule: %s',
    (_rule, document, paths) => {
      expect(errorsOf(document).map(({ path }) => path)).toEqual(paths);
    },
  );

  it('shows no secret in any of its messages, and what it shows is short', () => {
    for (const { document } of badDocuments) {
      const text = JSON.stringify(errorsOf(document));
      expect(text).not.toContain(CANARY);
      for (const { got = '' } of errorsOf(document)) expect(got.length).toBeLessThan(100);
    }
  });

  it('shows no text that stands in the wrong place, whatever the place', () => {
    const texts = [`${CANARY} \0`, `${CANARY}\\`, `${CANARY}-unknown`];
    for (const text of texts) {
      const documents: unknown[] = [
        {
          organizations: [
            { id: text, name: text },
            { id: text, name: text },
          ],
        },
        { clients: [{ clientId: text, name: text, organization: text, scopes: [text], audiences: [text] }] },
        {
          clients: [
            { clientId: 'a', grantTypes: [text], tokenEndpointAuthMethod: text, accessTokenTtl: text },
          ],
        },
        { clients: [{ clientId: 'a', secret: { fromEnvironment: text.toUpperCase().replace(/\W/g, '_') } }] },
        {
          organizations: [{ name: 'Acme' }],
          apiKeys: [{ name: text, organization: text, environment: text, permissions: [text], userId: text }],
        },
        {
          organizations: [{ name: 'Acme' }],
          connectApplications: [{ name: text, organization: text, type: text }],
        },
      ];
      for (const document of documents) {
        expect(errorsOf(document)).not.toEqual([]);
        expect(JSON.stringify(errorsOf(document)).toLowerCase()).not.toContain(CANARY);
      }
    }
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf'])(
    'takes the name %s for an unknown one, wherever it stands',
    (name) => {
      const named = (members: string): unknown => JSON.parse(`{${members}}`) as unknown;
      for (const [at, list] of [
        ['', ''],
        ['clients[0]', 'clients'],
        ['organizations[0]', 'organizations'],
      ] as const) {
        const member = `"${name}":1`;
        const document = list === '' ? named(member) : named(`"${list}":[{${member}}]`);
        expect(errorsOf(document).map(({ path }) => path)).toContain(at === '' ? name : `${at}.${name}`);
      }
      const reference = { clients: [{ clientId: 'a', name: 'A', organization: name }] };
      expect(errorsOf(reference).map(({ path }) => path)).toEqual(['clients[0].organization']);
    },
  );

  it('finds the problems of all entries at once', () => {
    const paths = badDocuments
      .filter(({ document }) => JSON.stringify(document)?.startsWith('{"clients":[{"clientId":"a"'))
      .flatMap(({ document }) => (document as { clients: object[] }).clients);
    const renamed = paths.map((client, index) => ({ ...client, clientId: `client-${index}` }));
    const found = new Set(
      errorsOf({ clients: renamed }).map(({ path }) => /^clients\[\d+\]/.exec(path)?.[0]),
    );
    expect(found.size).toBeGreaterThan(20);
  });

  it('makes the same client of the same application each time, and another in another organization', () => {
    const given = {
      organizations: [{ name: 'A' }, { name: 'B' }],
      connectApplications: [
        { name: 'Reports', organization: 'A' },
        { name: 'Reports', organization: 'B' },
      ],
    };
    const ids = () => parseDocument(given).clients.map(({ registration }) => registration.clientId);
    expect(ids()).toEqual(ids());
    expect(new Set(ids()).size).toBe(2);
    expect(ids()[0]).toMatch(/^client_[0-9a-f]{32}$/);
  });

  it('reads all three shapes into the same clients', () => {
    const organizations = [{ id: 'acme', name: 'Acme' }];
    const native = parseDocument({
      organizations,
      clients: [{ clientId: 'a', name: 'A', organization: 'acme', scopes: ['x'], audiences: ['y'] }],
    });
    const workOs = parseDocument({
      organizations,
      connectApplications: [
        { client_id: 'a', name: 'A', organization: 'Acme', scopes: ['x'], audience: 'y' },
      ],
    });
    const qauth = parseDocument({
      clients: [
        { client_id: 'a', name: 'A', scopes: ['x'], audience: ['y'], grant_types: ['client_credentials'] },
      ],
    });
    const [client] = native.clients;
    expect(workOs.clients[0]).toEqual({ ...client, path: 'connectApplications[0]' });
    expect(qauth.clients[0]).toEqual({
      ...client,
      organization: null,
      registration: { ...client?.registration, grantTypes: ['client_credentials'] },
    });
  });

  it('keeps API keys that have expired (C-46), and leaves out those that are not listed (C-45)', () => {
    const { apiKeys } = parseDocument({
      organizations: [{ name: 'Acme' }],
      apiKeys: [{ name: 'Old', organization: 'Acme', expires_at: '2020-01-01T00:00:00Z' }],
    });
    expect(apiKeys).toMatchObject([{ name: 'Old', expiresAt: new Date('2020-01-01T00:00:00Z') }]);
    expect(parseDocument({ organizations: [{ name: 'Acme' }], apiKeys: [] }).apiKeys).toEqual([]);
  });
});

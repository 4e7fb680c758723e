import type { RunningServer } from '../../apps/server/src/bootstrap.js';
import { call } from '../server/support/api.js';
import { EXPORT_API_KEY, INTERNAL_API_KEY, seededServers } from './support/seeded-servers.js';

const [READER, WRITER, EXPIRED] = [
  'sk_test_seeded-reader',
  'sk_test_seeded-writer',
  'sk_test_seeded-expired',
];

describe('API keys of SEED_FILE', () => {
  const { start, seedOf, rows, query, lines } = seededServers();

  /** What the guarded routes say to a key: reading, in either header, and writing. */
  const verdicts = async ({ url }: RunningServer, value: string): Promise<readonly number[]> => {
    const asked = [
      ['GET', { 'x-api-key': value }],
      ['GET', { authorization: `Bearer ${value}` }],
      ['POST', { 'x-api-key': value }],
    ] as const;
    const answers = asked.map(async ([method, credential]) => {
      const body = method === 'POST' ? JSON.stringify({ title: 'A report' }) : null;
      const headers = { ...credential, 'content-type': 'application/json' };
      const response = await fetch(`${url}/reports`, { method, headers, body });
      await response.arrayBuffer();
      return response.status;
    });
    return Promise.all(answers);
  };
  const ALL = [200, 200, 201];
  const READS = [200, 200, 403];
  const NOTHING = [401, 401, 401];

  it('come up with the example, two of them beside two organizations and three clients, and authenticate', async () => {
    const server = await start();
    const counted = await query(
      `SELECT (SELECT count(*)::int FROM m2m_organizations) AS organizations,
        (SELECT count(*)::int FROM oauth_clients) AS clients, (SELECT count(*)::int FROM m2m_api_keys) AS keys`,
    );
    expect(counted).toEqual([{ organizations: 2, clients: 3, keys: 2 }]);
    const made = server.applied?.issued.find(({ kind }) => kind === 'api-key')?.secret ?? '';
    expect([await verdicts(server, EXPORT_API_KEY), await verdicts(server, made)]).toEqual([READS, READS]);
    const { body } = await call<{ data: { owner: object }[] }>(
      { url: server.url, internalApiKey: INTERNAL_API_KEY },
      'GET',
      '/api-keys?organizationId=globex',
    );
    expect(body.data.map(({ owner }) => owner)).toEqual([
      { type: 'user', id: 'ann', organizationId: 'globex' },
    ]);
    expect(await query('SELECT 1 FROM m2m_api_keys WHERE m2m_api_keys::text ~ $1', ['sk_'])).toEqual([]);
    expect(lines.join('')).not.toContain(EXPORT_API_KEY);
  });

  it('stay as they are at the second start: no row is written, and the made value goes on', async () => {
    const first = await start();
    const made = first.applied?.issued.find(({ kind }) => kind === 'api-key')?.secret ?? '';
    await first.close();
    const before = await rows();
    const again = await start();

    expect(again.applied).toMatchObject({ changes: false, issued: [] });
    expect(await rows()).toEqual(before);
    expect(await verdicts(again, made)).toEqual(READS);
  });

  it('of a WorkOS file authenticate by their permissions, the expired one not, though it is there (C-44, C-46)', async () => {
    const SEED_FILE = await seedOf({
      organizations: [{ name: 'Acme' }],
      connectApplications: [],
      apiKeys: [
        { name: 'Reader', organization: 'Acme', value: READER, permissions: ['reports:read'] },
        {
          name: 'Writer',
          organization: 'Acme',
          user_id: 'user_1',
          value: WRITER,
          permissions: ['reports:read', 'reports:write'],
          environment: 'test',
        },
        {
          name: 'Expired',
          organization: 'Acme',
          value: EXPIRED,
          permissions: ['reports:read'],
          expires_at: '2020-01-01T00:00:00.000Z',
        },
      ],
    });
    const server = await start({ SEED_FILE });

    expect(await verdicts(server, READER)).toEqual(READS);
    expect(await verdicts(server, WRITER)).toEqual(ALL);
    expect(await verdicts(server, EXPIRED)).toEqual(NOTHING);
    const { body } = await call<{ data: { name: string; expiresAt: string | null }[] }>(
      { url: server.url, internalApiKey: INTERNAL_API_KEY },
      'GET',
      '/api-keys',
    );
    const ends = new Map(body.data.map(({ name, expiresAt }) => [name, expiresAt]));
    expect(Object.fromEntries(ends)).toEqual({
      Reader: null,
      Writer: null,
      Expired: '2020-01-01T00:00:00.000Z',
    });
    // A key that every emulator knows is good nowhere unless a file names it (C-45).
    expect(await verdicts(server, 'sk_test_default')).toEqual(NOTHING);
    expect((await start({ SEED_FILE })).applied?.changes).toBe(false);
  });

  it('of the older form are those that it names, with no permission (C-44, C-45)', async () => {
    const apiKeys = { sk_test_default: { environment: 'test' } };
    const SEED_FILE = await seedOf({ organizations: [{ name: 'Acme' }], apiKeys });
    const server = await start({ SEED_FILE });

    expect(await verdicts(server, 'sk_test_default')).toEqual([403, 403, 403]);
    expect(await verdicts(server, 'sk_test_other')).toEqual(NOTHING);
    expect((await start({ SEED_FILE })).applied?.changes).toBe(false);
  });

  it('that were deleted by hand stay deleted at the next start', async () => {
    const server = await start();
    const target = { url: server.url, internalApiKey: INTERNAL_API_KEY };
    const { body } = await call<{ data: { id: string }[] }>(target, 'GET', '/api-keys?organizationId=acme');
    await call(target, 'DELETE', `/api-keys/${body.data[0]?.id}`);
    const again = await start();

    expect(again.applied?.changes).toBe(false);
    expect([await verdicts(server, EXPORT_API_KEY), await verdicts(again, EXPORT_API_KEY)]).toEqual([
      NOTHING,
      NOTHING,
    ]);
    expect(lines.join('')).toContain('was deleted by hand');
  });

  it('take changed permissions up everywhere, also where they are known already', async () => {
    const key = { name: 'Reader', organization: 'Acme', value: READER, permissions: ['reports:read'] };
    const organizations = [{ name: 'Acme' }];
    const server = await start({ SEED_FILE: await seedOf({ organizations, apiKeys: [key] }) });
    expect(await verdicts(server, READER)).toEqual(READS);
    const document = { organizations, apiKeys: [{ ...key, permissions: ['reports:write'] }] };
    const target = { url: server.url, internalApiKey: INTERNAL_API_KEY };
    expect((await call(target, 'POST', '/configuration/apply', { document })).status).toBe(200);
    expect(await verdicts(server, READER)).toEqual([403, 403, 201]);
  });
});

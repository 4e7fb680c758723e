import { NOT_INSTANTS } from '../../support/not-instants.js';
import type { Answer, PageBody } from '../support/api.js';
import { expectRefusal } from '../support/nest-errors.js';
import type { Suite } from '../support/suite.js';

interface ApiKeyBody {
  readonly id: string;
  readonly value?: string;
  readonly obfuscatedValue: string;
  readonly [member: string]: unknown;
}

const SUPPLIED = 'sk_live_0123456789abcdef0123456789abcdef';
const IN_A_YEAR = new Date(Date.now() + 365 * 86_400_000).toISOString();

/** Keys of organizations and of their users. */
export const apiKeyCases = (suite: Suite): void => {
  const good = {
    name: 'Nightly export',
    owner: { type: 'organization', id: 'keys-a' },
    permissions: ['reports:read'],
  };
  const create = (changes: object = {}): Promise<Answer<ApiKeyBody>> =>
    suite.call('POST', '/api-keys', { ...good, ...changes });
  const list = async (query: string): Promise<readonly ApiKeyBody[]> =>
    (await suite.call<PageBody<ApiKeyBody>>('GET', `/api-keys?${query}`)).body.data;

  beforeAll(async () => {
    for (const id of ['keys-a', 'keys-b']) await suite.call('POST', '/organizations', { id, name: id });
  });

  it('makes one, shows its value once, and then what tells it from others (C-35)', async () => {
    const { status, body, headers } = await create({ expiresAt: IN_A_YEAR });
    const { value, ...view } = body;
    const found = await suite.call<ApiKeyBody>('GET', `/api-keys/${view.id}`);

    expect(status).toBe(201);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(value).toMatch(/^sk_live_[\w-]{49}$/);
    expect(view).toEqual({
      ...good,
      id: expect.stringMatching(/^api_key_[0-9a-f-]{36}$/) as string,
      environment: 'production',
      obfuscatedValue: `sk_...${value?.slice(-4)}`,
      expiresAt: IN_A_YEAR,
      lastUsedAt: null,
      createdAt: expect.any(String) as string,
      updatedAt: expect.any(String) as string,
    });
    expect({ status: found.status, body: found.body }).toEqual({ status: 200, body: view });
    expect(JSON.stringify(await list('limit=100'))).not.toMatch(
      new RegExp(`${value?.slice(8, 40)}|sha256|digest|"value"`),
    );
  });

  it('makes one with a value that is supplied, and does not show it (C-36)', async () => {
    const { status, body } = await create({ value: SUPPLIED });
    const made = await create({ environment: 'test' });

    expect(status).toBe(201);
    expect(body).not.toHaveProperty('value');
    expect(body).toMatchObject({ environment: 'production', obfuscatedValue: 'sk_...cdef' });
    expect(made.body.value).toMatch(/^sk_test_/);
  });

  it('answers 409 to a value that there is already, and one 201 to ten at the same time', async () => {
    const value = SUPPLIED.replace('live', 'race');
    const answers = await Promise.all(Array.from({ length: 10 }, () => create({ value })));

    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 201)) expectRefusal(answer, 409);
    expect(answers.map(({ text }) => text).join()).not.toContain(value);
  });

  it.each<[string, object]>([
    ['name', { name: undefined }],
    ['name', { name: '' }],
    ['name', { name: 'a\0' }],
    ['name', { name: ['a'] }],
    ['owner', { owner: undefined }],
    ['owner', { owner: null }],
    ['owner', { owner: 'keys-a' }],
    ['owner', { owner: [good.owner] }],
    ['owner', { owner: { type: 'organization', id: 'nobody' } }],
    ['owner', { owner: { type: 'user', id: 'u-1' } }],
    ['owner', { owner: { type: 'user', id: 'u-1', organizationId: 'nobody' } }],
    ['owner', { owner: { ...good.owner, role: 'admin' } }],
    ['owner', { owner: { type: { $ne: null }, id: 'keys-a' } }],
    ['permissions', { permissions: undefined }],
    ['permissions', { permissions: 'reports:read' }],
    ['permissions', { permissions: ['reports:read reports:write'] }],
    ['permissions', { permissions: [null] }],
    ['permissions', { permissions: [['reports:read']] }],
    ['expiresAt', { expiresAt: 'NaN' }],
    ['expiresAt', { expiresAt: '2020-01-01T00:00:00Z' }],
    ...NOT_INSTANTS.map((expiresAt): [string, object] => ['expiresAt', { expiresAt }]),
    ['value', { value: 'sk_test_ci' }],
    ['value', { value: SUPPLIED.slice(3) }],
    ['value', { value: `${SUPPLIED}\0` }],
    ['value', { value: `${SUPPLIED} x` }],
    ['value', { value: `sk_${'a'.repeat(200)}` }],
    ['value', { value: `sk_live_${'A'.repeat(49)}` }],
    ['value', { value: { toString: 'sk_' } }],
    ['environment', { environment: 'live' }],
    ['environment', { value: SUPPLIED.replace('sk_live', 'sk_test'), environment: 'production' }],
    ['userId', { userId: 'u-1' }],
    ['imported', { imported: true }],
    ['id', { id: 'api_key_mine' }],
    ['lastUsedAt', { lastUsedAt: IN_A_YEAR }],
  ])('refuses as %s: %j', async (field, changes) => {
    const before = (await list('limit=100')).length;
    const answer = await create(changes);

    expectRefusal(answer, 400, field);
    expect(answer.text).not.toContain('0123456789abcdef');
    expect((await list('limit=100')).length).toBe(before);
  });

  it('lists those of an organization with those of its users, and nobody else’s (C-34)', async () => {
    const user = { type: 'user', id: 'keys-a', organizationId: 'keys-b' };
    const made = [
      await create({ owner: { type: 'organization', id: 'keys-b' } }),
      await create({ owner: user }),
      await create({ owner: user, permissions: [] }),
    ].map(({ body }) => body.id);
    const first = await suite.call<PageBody<ApiKeyBody>>('GET', '/api-keys?organizationId=keys-b&limit=2');
    const rest = await list(`organizationId=keys-b&limit=2&cursor=${first.body.nextCursor}`);

    expect([...first.body.data, ...rest].map(({ id }) => id)).toEqual(made);
    expect((await list('organizationId=keys-a&limit=100')).map(({ id }) => id)).not.toEqual(
      expect.arrayContaining([made[1]]),
    );
    expect(await list('organizationId=nobody')).toEqual([]);
    for (const query of ['limit=0', 'cursor=x', 'organizationId[$ne]=a', 'sort=name']) {
      expectRefusal(await suite.call('GET', `/api-keys?${query}`), 400);
    }
  });

  it('deletes one once (C-33)', async () => {
    const { id } = (await create()).body;
    const deleted = await Promise.all([1, 2, 3].map(() => suite.call('DELETE', `/api-keys/${id}`)));

    expect(deleted.map(({ status }) => status).sort()).toEqual([204, 404, 404]);
    expectRefusal(await suite.call('GET', `/api-keys/${id}`), 404);
    for (const odd of ['nobody', 'validations', '%00', '..%2f', 'a'.repeat(90)]) {
      expectRefusal(await suite.call('DELETE', `/api-keys/${odd}`), 404);
    }
  });
};

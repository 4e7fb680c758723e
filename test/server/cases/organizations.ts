import { decodeJwt } from 'jose';
import type { Answer, PageBody } from '../support/api.js';
import { expectRefusal } from '../support/nest-errors.js';
import type { Suite } from '../support/suite.js';

interface OrganizationBody {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
}

/** Tenants: names and ids unique. */
export const organizationCases = (suite: Suite): void => {
  const create = (body: unknown): Promise<Answer<OrganizationBody>> =>
    suite.call('POST', '/organizations', body);

  it('creates one, with an id of its own or one that is made, and lists both', async () => {
    const named = await create({ id: 'acme', name: 'Acme' });
    const made = await create({ name: 'Made' });
    const { body } = await suite.call<PageBody<OrganizationBody>>('GET', '/organizations?limit=100');

    expect([named.status, made.status]).toEqual([201, 201]);
    expect(named.body).toEqual({ id: 'acme', name: 'Acme', createdAt: expect.any(String) as string });
    expect(made.body.id).toMatch(/^org_[0-9a-f-]{36}$/);
    expect(body.data).toEqual(expect.arrayContaining([named.body, made.body]));
  });

  it('puts the id into the tokens of its clients as org_id', async () => {
    await create({ id: 'tenant-a', name: 'Tenant A' });
    const client = await suite.register({ organizationId: 'tenant-a' });

    expect(decodeJwt(await suite.deployment.accessToken(client))).toMatchObject({ org_id: 'tenant-a' });
  });

  it.each([
    ['id', { id: '', name: 'a' }],
    ['id', { id: 'a b', name: 'a' }],
    ['id', { id: 'a'.repeat(256), name: 'a' }],
    ['id', { id: 1, name: 'a' }],
    ['id', { id: null, name: 'null id' }],
    ['name', {}],
    ['name', { name: '' }],
    ['name', { name: '  ' }],
    ['name', { name: 'a\0' }],
    ['name', { name: '\ud800' }],
    ['name', { name: 'x'.repeat(256) }],
    ['name', { name: { a: 1 } }],
    ['owner', { name: 'a', owner: 'b' }],
  ])('refuses as %s: %j', async (field, body) => {
    expectRefusal(await create(body), 400, field);
  });

  it('answers 409 to a taken id and to a taken name', async () => {
    await create({ id: 'unique', name: 'Unique' });

    expectRefusal(await create({ id: 'unique', name: 'Other' }), 409);
    expectRefusal(await create({ id: 'other', name: 'Unique' }), 409);
    expectRefusal(await create({ name: ' Unique ' }), 409);
  });

  it('deletes one once nothing belongs to it, and answers 404 to the second who does', async () => {
    await create({ id: 'leaving', name: 'Leaving' });
    const remove = (): Promise<Answer> => suite.call('DELETE', '/organizations/leaving');
    const client = await suite.register({ organizationId: 'leaving' });
    const key = await suite.call<{ id: string }>('POST', '/api-keys', {
      name: 'A key',
      owner: { type: 'user', id: 'u', organizationId: 'leaving' },
      permissions: [],
    });

    expectRefusal(await remove(), 409);
    expect((await suite.call('DELETE', `/oauth-clients/${client.clientId}`)).status).toBe(204);
    expectRefusal(await remove(), 409);
    expect((await suite.call('DELETE', `/api-keys/${key.body.id}`)).status).toBe(204);
    expect((await remove()).status).toBe(204);
    expectRefusal(await remove(), 404);
    expectRefusal(await suite.call('DELETE', '/organizations/%00'), 404);
    expect((await create({ id: 'leaving', name: 'Leaving' })).status).toBe(201);
  });

  it('lets a client into an organization or the organization go, when both are asked for at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const id = `raced-${round}`;
      await create({ id, name: id });
      const [removed, registered] = await Promise.all([
        suite.call('DELETE', `/organizations/${id}`),
        suite.call('POST', '/oauth-clients', { name: 'A client', organizationId: id }),
      ]);

      expect([
        [204, 400],
        [409, 201],
      ]).toContainEqual([removed.status, registered.status]);
    }
  });

  it('answers one 201 to ten that take the same name at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => create({ name: 'Raced' })));

    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(9);
  });
};

import { expectRefusal } from '../support/nest-errors.js';
import { generateClientSecret } from '../../../libs/m2m-auth/src/domain/credentials/generated-secret.js';
import type { Answer, ClientBody } from '../support/api.js';
import type { Suite } from '../support/suite.js';

interface AppliedBody {
  readonly changes: boolean;
  readonly objects: readonly { readonly kind: string; readonly id: string | null; readonly action: string }[];
  readonly warnings: readonly unknown[];
  readonly issued?: readonly { readonly id: string; readonly secret: string; readonly fingerprint: string }[];
}

const CANARY = 'canary3c9f-a-secret-that-nobody-is-told';

/** Organizations and clients as one document. */
export const configurationCases = (suite: Suite): void => {
  const send = (verb: 'plan' | 'apply', body: unknown): Promise<Answer<AppliedBody>> =>
    suite.call('POST', `/configuration/${verb}`, body);
  const document = {
    organizations: [{ id: 'configured', name: 'Configured' }],
    clients: [
      { clientId: 'configured-a', organization: 'configured', scopes: ['reports:read'] },
      { clientId: 'configured-b', secret: { fromEnvironment: 'B', value: CANARY } },
    ],
  };

  it.each(['1e400', '-1e400', '-0', '9007199254740993', '1e300'])(
    'refuses the number %s in claims and metadata, in documents and imports, instead of changing it',
    async (number) => {
      for (const field of ['claims', 'metadata']) {
        const client = `{"clientId":"numbers","name":"A","scopes":[],"${field}":{"list":[${number}]}}`;
        for (const verb of ['plan', 'apply']) {
          const raw = `{"document":{"clients":[${client}]}}`;
          const { status, body } = await suite.call('POST', `/configuration/${verb}`, undefined, { raw });
          const path = `clients[0].${field}`;
          const message = expect.stringContaining('numbers that would be changed') as string;
          expect([status, body]).toMatchObject([400, { errors: [{ path, message }] }]);
        }
        const raw = `{"clients":[${client}]}`;
        const refused = await suite.call('POST', '/oauth-clients/imports', undefined, { raw });
        expect([refused.status, refused.text]).toEqual([400, expect.stringContaining(field)]);
      }
    },
  );

  it('plans, applies once, and then has nothing to do', async () => {
    const planned = await send('plan', { document });
    const applied = await send('apply', { document });
    const again = await send('apply', { document });

    expect([planned.status, applied.status, again.status]).toEqual([200, 200, 200]);
    expect(planned.body).not.toHaveProperty('issued');
    expect(planned.body.objects.map(({ id, action }) => `${id} ${action}`)).toEqual([
      'configured create',
      'configured-a create',
      'configured-b create',
    ]);
    expect({ ...applied.body, issued: undefined }).toEqual({ ...planned.body, issued: undefined });
    expect(again.body).toMatchObject({ changes: false, issued: [] });
    expect(applied.headers.get('cache-control')).toBe('no-store');
    expect(planned.text + applied.text + again.text).not.toContain(CANARY);
    const [issued] = applied.body.issued ?? [];
    const clientSecret = issued?.secret ?? '';
    expect(await suite.deployment.accessToken({ clientId: 'configured-a', clientSecret })).toBeTruthy();
    expect(
      await suite.deployment.accessToken({ clientId: 'configured-b', clientSecret: CANARY }),
    ).toBeTruthy();
  });

  it('rotates and prunes when it is told to', async () => {
    await send('apply', { document });
    const rotated = await send('apply', { document, rotate: true });
    expect(rotated.body.issued?.map(({ id }) => id)).toEqual(['configured-a']);

    const pruned = await send('apply', { document: { organizations: document.organizations }, prune: true });
    expect(pruned.body.objects.map(({ id, action }) => `${id} ${action}`)).toEqual([
      'configured unchanged',
      'configured-a prune',
      'configured-b prune',
    ]);
    expect((await suite.call('GET', '/oauth-clients/configured-a')).status).toBe(404);
  });

  it('comes to one state when ten apply the same document at the same time', async () => {
    const raced = {
      organizations: [{ name: 'Raced configuration' }],
      clients: [{ clientId: 'raced-configuration' }],
    };
    const answers = await Promise.all(Array.from({ length: 10 }, () => send('apply', { document: raced })));

    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(answers.flatMap(({ body }) => body.issued ?? [])).toHaveLength(1);
    const value = generateClientSecret({ bytes: (length) => Buffer.alloc(length, 7), uuid: () => '' });
    const given = {
      ...raced,
      clients: [{ clientId: 'raced-configuration', secret: { fromEnvironment: 'A', value } }],
    };
    await Promise.all(Array.from({ length: 10 }, () => send('apply', { document: given })));
    const { body } = await suite.call<ClientBody>('GET', '/oauth-clients/raced-configuration');
    expect(body.secrets.map(({ expiresAt }) => typeof expiresAt)).toEqual(['string', 'object']);
  });

  it.each(['plan', 'apply'] as const)(
    'answers a bad document with every path, and changes nothing (%s)',
    async (verb) => {
      const bad = {
        organizations: [{ id: 'never-made', name: 'Never made' }, { name: '' }],
        clients: [
          { clientId: 'a:b', secret: { fromEnvironment: 'B', value: `${CANARY}\n` }, scopes: [5], other: 1 },
        ],
      };
      const answer = await send(verb, { document: bad });
      const { errors } = answer.body as unknown as { errors: { path: string; message: string }[] };

      expect(answer.status).toBe(400);
      expect(errors.map(({ path }) => path)).toEqual([
        'organizations[1].name',
        'clients[0].secret',
        'clients[0].scopes[0]',
        'clients[0].clientId',
        'clients[0].other',
      ]);
      for (const error of errors) expect(Object.keys(error)).toEqual(['path', 'message']);
      expect(answer.text).not.toContain(CANARY);
      expect((await suite.call('GET', '/organizations?limit=100')).text).not.toContain('never-made');
    },
  );

  it.each([
    ['document', {}],
    ['document', { document: null }],
    ['document', { document: [] }],
    ['document', { document: 'clients: []' }],
    ['document', { document: { clients: [{ clientId: 'a', claims: { constructor: 1 } }] } }],
    ['prune', { document: {}, prune: 'yes' }],
    ['rotate', { document: {}, rotate: 1 }],
    ['generateSecrets', { document: {}, generateSecrets: false }],
  ])('refuses as %s: %j', async (field, body) => {
    expectRefusal(await send('apply', body), 400, field);
  });

  it('lets nobody in without the internal API key', async () => {
    for (const verb of ['plan', 'apply']) {
      expect((await suite.call('POST', `/configuration/${verb}`, { document }, { key: null })).status).toBe(
        401,
      );
    }
  });
};

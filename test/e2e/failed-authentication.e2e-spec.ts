import { setTimeout as pause } from 'node:timers/promises';
import type { RawResponse } from '../hosts/support/raw-http.js';
import type { RegisteredClient } from './support/admin.js';
import type { RunningDeployment } from './support/deployments.js';
import { expectError, expectInvalidClient, expectToken } from './support/expectations.js';
import { onEveryDeployment } from './support/on-every-deployment.js';
import { basicHeader } from './support/token-request.js';

/** Beside the answer these differ from request to request whatever it says. */
const OF_THE_MOMENT = new Set(['date', 'x-request-id']);
/** In the form of a generated secret: refused at the cost of a digest. */
const WRONG_GENERATED = `m2ms_${'x'.repeat(49)}`;
const WRONG_SUPPLIED = 'a supplied secret that nobody has, 0123456789';

const comparable = ({ status, headers, body }: RawResponse): string =>
  JSON.stringify([status, body, Object.entries(headers).filter(([name]) => !OF_THE_MOMENT.has(name))]);

/** Bounded, because the server looks at a clock that a test cannot turn. */
const untilExpired = async (deployment: RunningDeployment, client: RegisteredClient): Promise<void> => {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if ((await deployment.token({ basic: client })).status === 401) return;
    await pause(50);
  }
  throw new Error('The secret never expired.');
};

onEveryDeployment('failed client authentication', (deployment) => {
  let client: RegisteredClient;
  let failures: readonly [string, RegisteredClient][];

  beforeAll(async () => {
    const server = deployment();
    const inactive = await server.registerClient();
    const deleted = await server.registerClient();
    const expired = await server.registerClient();
    client = await server.registerClient();
    const supplied = await server.registerClient({ clientSecret: 'a supplied secret of thirty-two or more' });
    const ofAnother = await server.registerClient();
    await server.admin('PATCH', `/oauth-clients/${inactive.clientId}`, { isActive: false });
    await server.admin('DELETE', `/oauth-clients/${deleted.clientId}`);
    const path = `/oauth-clients/${expired.clientId}/secrets`;
    const { body: before } = await server.admin('GET', path);
    const [first] = (before as { data: { id: string }[] }).data;
    const expiresAt = new Date(Date.now() + 500).toISOString();
    const { body } = await server.admin('POST', path, { expiresAt });
    await server.admin('DELETE', `${path}/${first?.id}`);
    const late = { clientId: expired.clientId, clientSecret: (body as RegisteredClient).clientSecret };
    await untilExpired(server, late);
    const broken = client.clientSecret.slice(0, -1) + (client.clientSecret.endsWith('A') ? 'B' : 'A');
    failures = [
      ['an unknown client', { clientId: 'nobody', clientSecret: client.clientSecret }],
      ['an unknown client, supplied form', { clientId: 'nobody', clientSecret: WRONG_SUPPLIED }],
      ['an inactive client with its right secret', inactive],
      ['an inactive client, supplied form', { ...inactive, clientSecret: WRONG_SUPPLIED }],
      ['a deleted client with its right secret', deleted],
      ['another client’s secret', { ...client, clientSecret: ofAnother.clientSecret }],
      ['a wrong checksum', { ...client, clientSecret: broken }],
      ['a secret of the other form', { ...client, clientSecret: WRONG_SUPPLIED }],
      ['a wrong supplied secret', { ...supplied, clientSecret: WRONG_SUPPLIED }],
      ['an expired secret', late],
      ['a removed secret', expired],
    ];
  }, 60_000);

  it.each(['basic', 'post'] as const)(
    'is byte for byte the same whatever was wrong, by %s (CA-16, A-24, C-05, D-06, E-18, H-7)',
    async (method) => {
      const answers = new Map<string, string[]>();
      for (const [cause, credentials] of failures) {
        const response = await deployment().token({ [method]: credentials });
        expectInvalidClient(response, method === 'basic');
        const answer = comparable(response);
        answers.set(answer, [...(answers.get(answer) ?? []), cause]);
      }
      expect([...answers.values()]).toEqual([failures.map(([cause]) => cause)]);
    },
  );

  it('is the same for a method that the client is not registered for (CA-15)', async () => {
    const byBasic = await deployment().registerClient({ tokenEndpointAuthMethod: 'client_secret_basic' });
    const byPost = await deployment().registerClient({ tokenEndpointAuthMethod: 'client_secret_post' });
    const nobody = { clientId: 'nobody', clientSecret: byPost.clientSecret };
    expectToken(await deployment().token({ basic: byBasic }));
    expectToken(await deployment().token({ post: byPost }));
    const [post, basic] = await Promise.all([
      deployment().token({ post: byBasic }),
      deployment().token({ basic: byPost }),
    ]);
    expect(comparable(post)).toBe(comparable(await deployment().token({ post: nobody })));
    expect(comparable(basic)).toBe(comparable(await deployment().token({ basic: nobody })));
  });

  it('comes before every other look at the request: no oracle for scopes, resources and grants (TE-13)', async () => {
    const wrong = { ...client, clientSecret: WRONG_GENERATED };
    const forms: Record<string, string>[] = [
      { scope: 'nope"' },
      { resource: 'not a uri' },
      { grant_type: 'password' },
      { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: 'a.b.c' },
    ];
    for (const form of forms) {
      expectInvalidClient(await deployment().token({ basic: wrong, form }), true);
    }
  });

  it('spares the other secret when one of two is removed (CA-21, C-19, C-25)', async () => {
    const first = await deployment().registerClient();
    const path = `/oauth-clients/${first.clientId}/secrets`;
    const { body } = await deployment().admin('POST', path, {});
    const second = { ...first, clientSecret: (body as RegisteredClient).clientSecret };
    expectToken(await deployment().token({ basic: first }));
    expectToken(await deployment().token({ basic: second }));
    const { body: list } = await deployment().admin('GET', path);
    const old = (list as { data: { id: string }[] }).data.find(
      ({ id }) => id !== (body as { id: string }).id,
    );
    expect((await deployment().admin('DELETE', `${path}/${old?.id}`)).status).toBe(204);
    expectInvalidClient(await deployment().token({ basic: first }), true);
    expectToken(await deployment().token({ basic: second }));
  });

  it('ends when an inactive client is activated again (CA-22)', async () => {
    const again = await deployment().registerClient();
    const path = `/oauth-clients/${again.clientId}`;
    await deployment().admin('PATCH', path, { isActive: false });
    expectInvalidClient(await deployment().token({ post: again }), false);
    await deployment().admin('PATCH', path, { isActive: true });
    expectToken(await deployment().token({ post: again }));
  });

  it('is 400 where the request itself is malformed, not 401', async () => {
    expectError(
      await deployment().token({ headers: [basicHeader('x:y')], form: { grant_type: '' } }),
      400,
      'invalid_request',
    );
  });
});

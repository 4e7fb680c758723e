import { eventually } from '../../shared-state/support/eventually.js';
import { expectInvalidClient, expectToken } from '../../e2e/support/expectations.js';
import { NOT_INSTANTS } from '../../support/not-instants.js';
import { reports, type Answer, type PageBody, type SecretBody } from '../support/api.js';
import { expectRefusal } from '../support/nest-errors.js';
import type { Suite } from '../support/suite.js';

const ENDING = 'Zz9!';
const supplied = (start: string, length = 40): string =>
  start.padEnd(length - ENDING.length, 'x').slice(0, length - ENDING.length) + ENDING;

/** Several secrets at once (C-19), and what is stored of them (D-02, X-23, H-6). */
export const secretCases = (suite: Suite): void => {
  const add = (clientId: string, body: unknown = {}): Promise<Answer<SecretBody>> =>
    suite.call('POST', `/oauth-clients/${clientId}/secrets`, body);
  const remove = (clientId: string, secretId: string | undefined): Promise<Answer> =>
    suite.call('DELETE', `/oauth-clients/${clientId}/secrets/${secretId}`);
  const list = (clientId: string): Promise<Answer<PageBody<SecretBody>>> =>
    suite.call('GET', `/oauth-clients/${clientId}/secrets`);

  it('replaces a secret without a gap: both live, then the old one and its tokens are dead', async () => {
    const { deployment } = suite;
    const client = await suite.register();
    const { clientId } = client;
    const added = await add(clientId);
    const renewed = { clientId, clientSecret: String(added.body.clientSecret) };
    const [before, after] = [await deployment.accessToken(client), await deployment.accessToken(renewed)];
    expect(added.status).toBe(201);
    expect([await reports(deployment.url, before), await reports(deployment.url, after)]).toEqual([200, 200]);

    expect((await remove(clientId, client.secrets[0]?.id)).status).toBe(204);

    expect([await reports(deployment.url, before), await reports(deployment.url, after)]).toEqual([401, 200]);
    expectInvalidClient(await deployment.token({ basic: client }), true);
    expectToken(await deployment.token({ basic: renewed }));
  });

  it('shows hints, never a secret or a hash', async () => {
    const client = await suite.register({ clientSecret: supplied('first') });
    const { text: once, body } = await add(client.clientId);
    const { text, body: shown } = await list(client.clientId);

    expect(once).toContain(body.clientSecret);
    expect(shown.data.map(({ hint }) => hint)).toEqual([ENDING, body.clientSecret?.slice(-4)]);
    expect(Object.keys(shown.data[0] ?? {}).sort()).toEqual([
      'createdAt',
      'expiresAt',
      'hint',
      'id',
      'lastUsedAt',
      'safeToRetire',
    ]);
    expect(text).not.toContain(client.clientSecret);
    expect(text).not.toContain(body.clientSecret);
  });

  it('answers 409 to a second supplied secret with the same last four characters', async () => {
    const { clientId, secrets } = await suite.register({ clientSecret: supplied('first') });
    expectRefusal(await add(clientId, { clientSecret: supplied('second') }), 409);

    await remove(clientId, secrets[0]?.id);
    expect((await add(clientId, { clientSecret: supplied('second') })).status).toBe(201);
  });

  it('answers 409 to a sixth live secret', async () => {
    const { clientId } = await suite.register();
    const statuses: number[] = [];
    for (let count = 0; count < 5; count += 1) statuses.push((await add(clientId)).status);

    expect(statuses).toEqual([201, 201, 201, 201, 409]);
  });

  it('reads a supplied secret to its last byte: 72 equal bytes are not enough (H-6)', async () => {
    const start = 'x'.repeat(80);
    const client = await suite.register({ clientSecret: `${start}first` });

    expectInvalidClient(
      await suite.deployment.token({ basic: { ...client, clientSecret: `${start}Xirst` } }),
      true,
    );
    expectToken(await suite.deployment.token({ basic: client }));
  });

  it('takes supplied secrets of 32 and of 128 characters, and tells them apart', async () => {
    const short = await suite.register({ clientSecret: supplied('', 32) });
    const long = { ...short, clientSecret: `${'y'.repeat(124)}long` };
    expect((await add(short.clientId, { clientSecret: long.clientSecret })).status).toBe(201);

    expectToken(await suite.deployment.token({ basic: short }));
    expectToken(await suite.deployment.token({ post: long }));
  });

  it.each([
    ['clientSecret', { clientSecret: 'x'.repeat(31) }],
    ['clientSecret', { clientSecret: 'x'.repeat(129) }],
    ['clientSecret', { clientSecret: null }],
    ['clientSecret', { clientSecret: ['x'.repeat(40)] }],
    ['clientSecret', { clientSecret: `m2ms_${'A'.repeat(49)}` }],
    ['expiresAt', { expiresAt: '2001-01-01T00:00:00Z' }],
    ...NOT_INSTANTS.map((expiresAt): [string, object] => ['expiresAt', { expiresAt }]),
    ['retireOthersAt', { retireOthersAt: '2001-01-01T00:00:00Z' }],
    ...NOT_INSTANTS.map((retireOthersAt): [string, object] => ['retireOthersAt', { retireOthersAt }]),
    ['retireOthersAt', { retireOthersAt: '2999-01-02T00:00:00Z', expiresAt: '2999-01-01T00:00:00Z' }],
    ['hash', { hash: 'sha256:x' }],
  ])('refuses as %s: %j', async (field, body) => {
    const { clientId } = await suite.register();

    expectRefusal(await add(clientId, body), 400, field);
    expect((await list(clientId)).body.data).toHaveLength(1);
  });

  it.each(['[]', '5', '"text"', 'true'])('answers 400 to the body %s, and adds nothing', async (raw) => {
    const { clientId } = await suite.register();
    const path = `/oauth-clients/${clientId}/secrets`;

    expectRefusal(await suite.call('POST', path, undefined, { raw }), 400);
    expect((await list(clientId)).body.data).toHaveLength(1);
  });

  it('answers 401 to a secret from the moment that it expires', async () => {
    const { clientId } = await suite.register();
    const expiresAt = new Date(Date.now() + 1_500).toISOString();
    const { body } = await add(clientId, { expiresAt });
    const basic = { clientId, clientSecret: String(body.clientSecret) };
    expect(body.expiresAt).toBe(expiresAt);
    expectToken(await suite.deployment.token({ basic }));

    const status = async (): Promise<number> => (await suite.deployment.token({ basic })).status;
    expect(await eventually(status, 401)).toBe(401);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(expiresAt));
    expectInvalidClient(await suite.deployment.token({ basic }), true);
  });

  it("answers 404 to another client's secret and to one that was removed from the list", async () => {
    const [one, other] = [await suite.register(), await suite.register()];

    expectRefusal(await remove(one.clientId, other.secrets[0]?.id), 404);
    for (const id of ['x', '%00', '1%20OR%201=1']) expectRefusal(await remove(one.clientId, id), 404);
    expectToken(await suite.deployment.token({ basic: other }));
  });

  it('leaves a client without secrets registered and unable to authenticate', async () => {
    const client = await suite.register();
    await remove(client.clientId, client.secrets[0]?.id);

    expect((await list(client.clientId)).body).toEqual({ data: [], nextCursor: null });
    expectInvalidClient(await suite.deployment.token({ basic: client }), true);
    expectInvalidClient(await suite.deployment.token({ post: client }), false);
  });
};

import { NOT_INSTANTS } from '../../support/not-instants.js';
import { decodeJwt } from 'jose';
import { eventually } from '../../shared-state/support/eventually.js';
import { expectInvalidClient, expectToken } from '../../e2e/support/expectations.js';
import { reports, type Answer, type PageBody, type SecretBody } from '../support/api.js';
import { expectRefusal } from '../support/nest-errors.js';
import type { Suite } from '../support/suite.js';

/** Replacing a secret by a deadline that can be taken back (C-19, C-25). */
export const secretRotationCases = (suite: Suite): void => {
  const path = (clientId: string, secretId = ''): string =>
    `/oauth-clients/${clientId}/secrets${secretId && `/${secretId}`}`;
  const add = (clientId: string, body: unknown = {}): Promise<Answer<SecretBody>> =>
    suite.call('POST', path(clientId), body);
  const change = (
    clientId: string,
    secretId: string | undefined,
    body: unknown,
  ): Promise<Answer<SecretBody>> => suite.call('PATCH', path(clientId, secretId ?? 'none'), body);
  const list = async (clientId: string): Promise<readonly SecretBody[]> =>
    (await suite.call<PageBody<SecretBody>>('GET', path(clientId))).body.data;
  const later = (ms: number): string => new Date(Date.now() + ms).toISOString();

  it('ends the old secret at the deadline, on time, and lets the tokens it obtained live on', async () => {
    const { deployment } = suite;
    const client = await suite.register();
    const deadline = later(1_500);
    const { status, body } = await add(client.clientId, { retireOthersAt: deadline });
    const renewed = { ...client, clientSecret: String(body.clientSecret) };
    expect([status, body.expiresAt]).toEqual([201, null]);
    expect((await list(client.clientId)).map(({ expiresAt }) => expiresAt)).toEqual([deadline, null]);
    const token = await deployment.accessToken(client);

    const old = async (): Promise<number> => (await deployment.token({ basic: client })).status;
    expect(await eventually(old, 401)).toBe(401);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(deadline));
    expectInvalidClient(await deployment.token({ post: client }), false);
    expectToken(await deployment.token({ basic: renewed }));
    expect(await reports(deployment.url, token)).toBe(200);
    expectRefusal(await change(client.clientId, client.secrets[0]?.id, { expiresAt: null }), 409);
  });

  it('takes a retirement back, and puts it off', async () => {
    const client = await suite.register();
    const [secret] = client.secrets;
    await add(client.clientId, { retireOthersAt: later(60_000) });
    const deadline = later(120_000);

    expect((await change(client.clientId, secret?.id, { expiresAt: deadline })).body.expiresAt).toBe(
      deadline,
    );
    const { status, body } = await change(client.clientId, secret?.id, { expiresAt: null });
    expect([status, body]).toEqual([200, { ...secret, expiresAt: null, safeToRetire: false }]);
    expect((await list(client.clientId)).map(({ expiresAt }) => expiresAt)).toEqual([null, null]);
  });

  it('leaves the deadlines of the others as they are when the new secret is removed', async () => {
    const client = await suite.register();
    const deadline = later(60_000);
    const { body } = await add(client.clientId, { retireOthersAt: deadline });
    await suite.call('DELETE', path(client.clientId, body.id));

    expect((await list(client.clientId)).map(({ expiresAt }) => expiresAt)).toEqual([deadline]);
  });

  it('shows when each secret was last used, soon after its first use', async () => {
    const client = await suite.register();
    const { body } = await add(client.clientId);
    const used = async (): Promise<boolean[]> =>
      (await list(client.clientId)).map(({ lastUsedAt }) => lastUsedAt !== null);
    await suite.deployment.accessToken({ ...client, clientSecret: String(body.clientSecret) });

    expect(await eventually(async () => JSON.stringify(await used()), '[false,true]')).toBe('[false,true]');
    const [old, fresh] = await list(client.clientId);
    expect(Math.abs(Date.parse(fresh?.lastUsedAt ?? '') - Date.now())).toBeLessThan(60_000);
    expect([old?.safeToRetire, fresh?.safeToRetire]).toEqual([false, false]);
  });

  it('puts nothing into tokens that tells the secret, but the number by which they are ended', async () => {
    const client = await suite.register();
    const { body } = await add(client.clientId);
    const renewed = { ...client, clientSecret: String(body.clientSecret) };
    const claims = [
      await suite.deployment.accessToken(client),
      await suite.deployment.accessToken(renewed),
    ].map((token) => decodeJwt(token));

    for (const [index, secret] of (await list(client.clientId)).entries()) {
      const text = JSON.stringify(claims[index]);
      for (const told of [secret.id, `"${secret.hint}"`]) expect(text).not.toContain(told);
    }
    const without = claims.map(({ epc, jti, iat, exp, ...rest }) => [
      rest,
      typeof epc,
      typeof jti,
      iat && exp && 1,
    ]);
    expect(without[0]).toEqual(without[1]);
    expect(claims[0]?.['epc']).not.toBe(claims[1]?.['epc']);
  });

  it.each([
    {},
    { expiresAt: '2001-01-01T00:00:00Z' },
    ...NOT_INSTANTS.map((expiresAt) => ({ expiresAt })),
    { clientSecret: 'x'.repeat(40), expiresAt: null },
    { lastUsedAt: null, expiresAt: null },
  ])('answers 400 to the change %j, and changes nothing', async (body) => {
    const client = await suite.register();

    expectRefusal(await change(client.clientId, client.secrets[0]?.id, body), 400);
    expect((await list(client.clientId))[0]?.expiresAt).toBeNull();
  });

  it("answers 404 to the change of another client's secret, and 401 without the key", async () => {
    const [one, other] = [await suite.register(), await suite.register()];
    const id = other.secrets[0]?.id ?? '';

    expectRefusal(await change(one.clientId, id, { expiresAt: null }), 404);
    for (const none of ['x', '%00'])
      expectRefusal(await change(one.clientId, none, { expiresAt: null }), 404);
    const without = await suite.call('PATCH', path(other.clientId, id), { expiresAt: null }, { key: null });
    expectRefusal(without, 401);
  });
};

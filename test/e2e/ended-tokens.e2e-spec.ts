import { decodeJwt } from 'jose';
import type { RegisteredClient } from './support/admin.js';
import { expectInvalidClient, expectToken } from './support/expectations.js';
import { onEveryDeployment } from './support/on-every-deployment.js';
import { challengeOf, reportsWith } from './support/reports.js';

const SCOPES = ['reports:read'];

onEveryDeployment('tokens that were ended', (deployment) => {
  let client: RegisteredClient;
  let path: string;

  beforeEach(async () => {
    client = await deployment().registerClient({ scopes: SCOPES });
    path = `/oauth-clients/${client.clientId}`;
  });

  const expectEnded = async (token: string): Promise<void> => {
    const response = await reportsWith(deployment(), token);
    expect(response.status).toBe(401);
    expect(challengeOf(response)).toMatchObject({ error: 'invalid_token' });
  };
  const expectAlive = async (token: string): Promise<void> => {
    expect((await reportsWith(deployment(), token)).status).toBe(200);
  };

  it('one by its jti: that one and no other (A-62, D-25)', async () => {
    const [first, second] = [await deployment().accessToken(client), await deployment().accessToken(client)];
    const { status } = await deployment().admin('POST', `${path}/revoke-tokens`, {
      jti: decodeJwt(first).jti,
    });
    expect(status).toBe(204);
    await expectEnded(first);
    await expectAlive(second);
  });

  it('all of a client’s: those of before, not those of after', async () => {
    const before = await deployment().accessToken(client);
    const other = await deployment().accessToken(await deployment().registerClient({ scopes: SCOPES }));
    expect((await deployment().admin('POST', `${path}/revoke-tokens`, {})).status).toBe(204);
    await expectEnded(before);
    await expectAlive(await deployment().accessToken(client));
    await expectAlive(other);
  });

  it('with their client, deactivated: they stay ended when it is active again (CA-22)', async () => {
    const token = await deployment().accessToken(client);
    await deployment().admin('PATCH', path, { isActive: false });
    await expectEnded(token);
    expectInvalidClient(await deployment().token({ basic: client }), true);
    await deployment().admin('PATCH', path, { isActive: true });
    await expectEnded(token);
    await expectAlive(await deployment().accessToken(client));
  });

  it('with their client, deleted: one of the same name does not revive them (CA-22)', async () => {
    const token = await deployment().accessToken(client);
    expect((await deployment().admin('DELETE', path)).status).toBe(204);
    await expectEnded(token);
    const again = await deployment().registerClient({ clientId: client.clientId, scopes: SCOPES });
    await expectAlive(await deployment().accessToken(again));
    await expectEnded(token);
  });

  it('with the secret that they were issued to: the other secret’s live on (CA-21)', async () => {
    const token = await deployment().accessToken(client);
    const { body } = await deployment().admin('POST', `${path}/secrets`, {});
    const second = { ...client, clientSecret: (body as RegisteredClient).clientSecret };
    const ofSecond = await deployment().accessToken(second);
    const { body: list } = await deployment().admin('GET', `${path}/secrets`);
    const { data } = list as { data: { id: string }[] };
    const old = data.find(({ id }) => id !== (body as { id: string }).id);
    await deployment().admin('DELETE', `${path}/secrets/${old?.id}`);
    await expectEnded(token);
    await expectAlive(ofSecond);
  });

  it('are listed until then, newest first and without themselves', async () => {
    const tokens = [await deployment().accessToken(client), await deployment().accessToken(client)];
    const { body } = await deployment().admin('GET', `${path}/tokens`);
    const { data } = body as { data: { jti: string; issuedAt: string; expiresAt: string }[] };
    expect(data.map(({ jti }) => jti).sort()).toEqual(tokens.map((token) => decodeJwt(token).jti).sort());
    for (const token of tokens) expect(JSON.stringify(body)).not.toContain(token);
    expectToken(await deployment().token({ basic: client }));
  });
});

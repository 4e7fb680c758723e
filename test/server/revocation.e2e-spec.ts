import { decodeJwt } from 'jose';
import { DEPLOYMENTS } from '../e2e/support/deployments.js';
import { eventually } from '../shared-state/support/eventually.js';
import { reports, type Answer, type ClientBody, type PageBody, type SecretBody } from './support/api.js';
import { expectRefusal } from './support/nest-errors.js';
import { suiteOn } from './support/suite.js';

interface LiveToken {
  readonly jti: string;
  readonly issuedAt: string;
  readonly expiresAt: string;
}

describe.each(DEPLOYMENTS)('revocation on $adapter with $state state', (deployment) => {
  const suite = suiteOn(deployment);
  const issue = (client: ClientBody & { clientSecret: string }): Promise<string> =>
    suite.deployment.accessToken(client);
  const guard = (token: string): Promise<number> => reports(suite.deployment.url, token);
  const revoke = (clientId: string, body: unknown = {}): Promise<Answer> =>
    suite.call('POST', `/oauth-clients/${clientId}/revoke-tokens`, body);
  const patch = (clientId: string, body: unknown): Promise<Answer> =>
    suite.call('PATCH', `/oauth-clients/${clientId}`, body);

  it('ends one token by its jti at once, and no other', async () => {
    const client = await suite.register();
    const [ended, live] = [await issue(client), await issue(client)];
    expect(await guard(ended)).toBe(200);

    expect((await revoke(client.clientId, { jti: decodeJwt(ended).jti })).status).toBe(204);

    expect([await guard(ended), await guard(live)]).toEqual([401, 200]);
  });

  it('answers a revoked token with the challenge invalid_token (RFC 6750 §3.1)', async () => {
    const client = await suite.register();
    const token = await issue(client);
    await revoke(client.clientId);
    const response = await fetch(`${suite.deployment.url}/reports`, {
      headers: { authorization: `Bearer ${token}` },
    });

    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer .*error="invalid_token"/);
  });

  it('ends all tokens of a client, of all of its secrets, and leaves the secrets good', async () => {
    const client = await suite.register();
    const path = `/oauth-clients/${client.clientId}/secrets`;
    const { body } = await suite.call<SecretBody>('POST', path, {});
    const other = { ...client, clientSecret: String(body.clientSecret) };
    const bystander = await issue(await suite.register());
    const ended = [await issue(client), await issue(client), await issue(other)];

    expect((await revoke(client.clientId)).status).toBe(204);

    expect(await Promise.all(ended.map(guard))).toEqual([401, 401, 401]);
    expect(await guard(bystander)).toBe(200);
    expect([await guard(await issue(client)), await guard(await issue(other))]).toEqual([200, 200]);
  });

  it('is right when tokens are issued and ended within the same second', async () => {
    const client = await suite.register();
    for (let round = 0; round < 5; round += 1) {
      const before = await issue(client);
      await revoke(client.clientId);
      const after = await issue(client);

      expect([await guard(before), await guard(after)]).toEqual([401, 200]);
    }
  });

  it('ends the tokens of a client that is deactivated; reactivated, it gets new ones and the old stay dead', async () => {
    const client = await suite.register();
    const old = await issue(client);

    expect((await patch(client.clientId, { isActive: false })).status).toBe(200);
    expect(await guard(old)).toBe(401);
    expect((await suite.deployment.token({ basic: client })).status).toBe(401);

    expect((await patch(client.clientId, { isActive: true })).status).toBe(200);
    expect([await guard(old), await guard(await issue(client))]).toEqual([401, 200]);
  });

  it('ends the tokens of a client that is deleted', async () => {
    const client = await suite.register();
    const token = await issue(client);

    expect((await suite.call('DELETE', `/oauth-clients/${client.clientId}`)).status).toBe(204);
    expect(await guard(token)).toBe(401);
    expectRefusal(await revoke(client.clientId), 404);
  });

  it('ends the tokens of a secret that is removed, though it was the last', async () => {
    const client = await suite.register();
    const token = await issue(client);
    const path = `/oauth-clients/${client.clientId}/secrets/${client.secrets[0]?.id}`;

    expect((await suite.call('DELETE', path)).status).toBe(204);
    expect(await guard(token)).toBe(401);
  });

  it('leaves tokens alone when nothing but names and lists of a client change', async () => {
    const client = await suite.register();
    const token = await issue(client);
    await patch(client.clientId, { name: 'Another', metadata: { a: 1 }, isActive: true });

    expect(await guard(token)).toBe(200);
  });

  it('may be repeated: by jti, of all, and of a jti that no token has', async () => {
    const client = await suite.register();
    const { jti } = decodeJwt(await issue(client));
    const statuses: number[] = [];
    for (const body of [{ jti }, { jti }, {}, {}, { jti: 'never-issued' }]) {
      statuses.push((await revoke(client.clientId, body)).status);
    }

    expect(statuses).toEqual(Array(5).fill(204));
  });

  it('holds when ten revocations and ten token requests meet', async () => {
    const client = await suite.register();
    const earlier = await Promise.all(Array.from({ length: 10 }, () => issue(client)));
    const [statuses] = await Promise.all([
      Promise.all(Array.from({ length: 10 }, async () => (await revoke(client.clientId)).status)),
      Promise.all(Array.from({ length: 10 }, () => issue(client))),
    ]);

    expect(statuses).toEqual(Array(10).fill(204));
    expect(await Promise.all(earlier.map(guard))).toEqual(Array(10).fill(401));
    expect(await guard(await issue(client))).toBe(200);
  });

  it.each([
    ['null', { jti: null }],
    ['nothing', { jti: '' }],
    ['a number', { jti: 1 }],
    ['an array', { jti: ['a'] }],
    ['a space', { jti: 'a b' }],
    ['256 characters', { jti: 'x'.repeat(256) }],
  ])('refuses a jti of %s, and ends nothing', async (_what, body) => {
    const client = await suite.register();
    const token = await issue(client);

    expectRefusal(await revoke(client.clientId, body), 400, 'jti');
    expect(await guard(token)).toBe(200);
  });

  it.each([
    ['an array', '[]', 'application/json'],
    ['a number', '5', 'application/json'],
    ['text', '"all"', 'application/json'],
    ['JSON under another type', '{"jti":"a"}', 'text/plain'],
    ['a form of JSON', '{"jti":"a"}', 'application/x-www-form-urlencoded'],
    ['half of a member', '{"jti"', 'application/json'],
  ])('never takes a body that cannot be read for "all tokens": %s', async (_what, raw, type) => {
    const client = await suite.register();
    const token = await issue(client);
    const path = `/oauth-clients/${client.clientId}/revoke-tokens`;
    const { status } = await suite.call('POST', path, undefined, { raw, headers: { 'content-type': type } });

    expect([400, 415]).toContain(status);
    expect(await guard(token)).toBe(200);
  });

  it('takes no body at all for "all tokens"', async () => {
    const client = await suite.register();
    const token = await issue(client);
    const { status } = await suite.call('POST', `/oauth-clients/${client.clientId}/revoke-tokens`);

    expect([status, await guard(token)]).toEqual([204, 401]);
  });

  it('lists the live tokens, newest first, without those that were ended', async () => {
    const client = await suite.register();
    const path = `/oauth-clients/${client.clientId}/tokens`;
    const list = async (): Promise<readonly LiveToken[]> =>
      (await suite.call<PageBody<LiveToken>>('GET', path)).body.data;
    const [first, second] = [decodeJwt(await issue(client)), decodeJwt(await issue(client))];
    // The register is written beside the answer, not before it.
    expect(await eventually(async () => (await list()).length, 2)).toBe(2);

    const live = await list();
    expect(new Set(live.map(({ jti }) => jti))).toEqual(new Set([first.jti, second.jti]));
    for (const { jti, issuedAt, expiresAt } of live) {
      const token = jti === first.jti ? first : second;
      expect(Math.abs(Date.parse(expiresAt) / 1_000 - Number(token.exp))).toBeLessThan(2);
      expect(Math.abs(Date.parse(issuedAt) / 1_000 - Number(token.iat))).toBeLessThan(2);
    }

    await revoke(client.clientId, { jti: first.jti });
    expect(await eventually(async () => (await list()).length, 1)).toBe(1);
    expect((await list())[0]?.jti).toBe(second.jti);
    await revoke(client.clientId);
    expect(await eventually(async () => (await list()).length, 0)).toBe(0);
  });
});

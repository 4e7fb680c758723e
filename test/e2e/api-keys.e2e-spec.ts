import { ODD_JSON, ODD_VALUES } from './corpus/api-key-values.js';
import { onEveryDeployment } from './support/on-every-deployment.js';
import { bearer, callReports, challengeOf, RESOURCE_METADATA, titles } from './support/reports.js';

interface MadeKey {
  readonly id: string;
  readonly value: string;
}

const inHeader = (value: string): string => `x-api-key: ${value}`;
/** What Node lets into a header's value and does not take for white space around it. */
const fitsHeader = (value: string): boolean => /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value);

onEveryDeployment('API keys at guarded routes', (deployment) => {
  let good: MadeKey;

  const make = async (input: object = {}): Promise<MadeKey> => {
    const { status, body } = await deployment().admin('POST', '/api-keys', {
      name: 'A key',
      owner: { type: 'organization', id: 'acme' },
      permissions: ['reports:read'],
      ...input,
    });
    expect(status).toBe(201);
    return body as MadeKey;
  };
  const remove = async ({ id }: MadeKey): Promise<void> => {
    expect((await deployment().admin('DELETE', `/api-keys/${id}`)).status).toBe(204);
  };
  const statusOf = async (...headers: string[]): Promise<number> =>
    (await callReports(deployment(), { headers })).status;
  const validate = async (body: unknown): Promise<unknown> => {
    const answer = await deployment().admin('POST', '/api-keys/validations', body);
    expect(answer.status).toBe(200);
    return answer.body;
  };
  const INVALID = { valid: false, apiKey: null };

  /** The guard, by both headers, and the validation endpoint, by both names: all say the same. */
  const expectVerdict = async (value: string, valid: boolean): Promise<void> => {
    const verdict = expect.objectContaining({ valid }) as unknown;
    expect([await validate({ value }), await validate({ key: value })]).toEqual([verdict, verdict]);
    expect([await statusOf(bearer(value)), await statusOf(inHeader(value))]).toEqual(
      valid ? [200, 200] : [401, 401],
    );
  };

  beforeAll(async () => {
    await deployment().admin('POST', '/organizations', { id: 'acme', name: 'Acme' });
    good = await make();
  });

  it('are taken as the bearer token and in x-api-key, by the scopes that they have (C-30)', async () => {
    await expectVerdict(good.value, true);
    expect(await validate({ value: good.value })).toEqual({
      valid: true,
      apiKey: expect.objectContaining({
        id: good.id,
        obfuscatedValue: `sk_...${good.value.slice(-4)}`,
      }) as unknown,
    });
    const post = (header: string) =>
      callReports(deployment(), {
        method: 'POST',
        headers: [header, 'Content-Type: application/json'],
        body: JSON.stringify({ title: 'by a key' }),
      });
    for (const header of [bearer(good.value), inHeader(good.value)]) {
      const refused = await post(header);
      expect(refused.status).toBe(403);
      expect(challengeOf(refused)).toMatchObject({ error: 'insufficient_scope', scope: 'reports:write' });
    }
    const writer = await make({ permissions: ['reports:read', 'reports:write'] });
    expect((await post(inHeader(writer.value))).status).toBe(201);
    expect(await titles(deployment(), good.value)).toEqual(['by a key']);
    const none = await make({ permissions: [] });
    expect(await statusOf(inHeader(none.value))).toBe(403);
  });

  it('see the rows of their organization, whatever user of it they belong to and whatever X-Tenant-Id says', async () => {
    await deployment().admin('POST', '/organizations', { id: 'other', name: 'Other' });
    const user = await make({ owner: { type: 'user', id: 'u-1', organizationId: 'acme' } });
    const stranger = await make({ owner: { type: 'user', id: 'acme', organizationId: 'other' } });
    expect(await titles(deployment(), user.value)).toEqual(['by a key']);
    expect(await titles(deployment(), stranger.value, 'X-Tenant-Id: acme')).toEqual([]);
  });

  it('that are bad get the challenge of a bad token, with the scopes of the route, and their value is nowhere in the answer', async () => {
    for (const header of [bearer('sk_live_unknown-key'), inHeader('sk_live_unknown-key')]) {
      const response = await callReports(deployment(), { headers: [header] });
      expect(response.status).toBe(401);
      expect(challengeOf(response)).toEqual({
        realm: 'api',
        error: 'invalid_token',
        error_description: 'The API key is not valid.',
        scope: 'reports:read',
        resource_metadata: RESOURCE_METADATA,
      });
      expect(JSON.stringify(response)).not.toContain('unknown-key');
    }
  });

  it('beside another credential, or twice, are 400 invalid_request (RFC 6750 §2)', async () => {
    const client = await deployment().registerClient({ scopes: ['reports:read'] });
    const token = await deployment().accessToken(client);
    const key = inHeader(good.value);
    for (const headers of [
      [bearer(good.value), key],
      [bearer(token), key],
      [bearer(token), inHeader('x')],
      [key, key],
      [key, 'X-API-KEY: other'],
      [bearer(good.value), bearer(good.value)],
    ]) {
      const response = await callReports(deployment(), { headers });
      expect(response.status).toBe(400);
      expect(challengeOf(response)).toMatchObject({ error: 'invalid_request' });
    }
    expect(await statusOf(bearer(token))).toBe(200);
    expect(await statusOf(key, 'Authorization: Basic eDp5')).toBe(200);
  });

  it('are no access tokens: the OAuth endpoints know nothing of them, and end none (RFC 7009 §2.2)', async () => {
    const client = await deployment().registerClient();
    const ask = (path: string, hint: string) =>
      deployment().token({ path, basic: client, body: `token=${good.value}${hint}` });
    for (const hint of ['', '&token_type_hint=access_token', '&token_type_hint=api_key']) {
      const answers = [await ask('/auth/introspect', hint), await ask('/auth/revoke', hint)];
      expect(answers.map(({ status, body }) => [status, body])).toEqual([
        [200, '{"active":false}'],
        [200, '{}'],
      ]);
    }
    await expectVerdict(good.value, true);
    const asSecret = { clientId: client.clientId, clientSecret: good.value };
    expect((await deployment().token({ basic: asSecret })).status).toBe(401);
    expect((await deployment().admin('GET', `/api-keys/${client.clientId}`)).status).toBe(404);
  });

  it('are judged alike by the guard and by the validation endpoint, however odd (C-31, C-32)', async () => {
    const deleted = await make();
    await remove(deleted);
    const known = [good.id, deleted.value, deleted.id, deployment().internalApiKey];
    const odd = [
      ...ODD_VALUES.map(([what, spoil]) => [what, spoil(good.value)]),
      ...known.map((value) => [value, value]),
    ];
    expect(odd.length).toBeGreaterThanOrEqual(60);
    const disagreements: unknown[] = [];
    for (const [at, [what, value]] of (odd as [string, string][]).entries()) {
      const answer = await validate(at % 2 === 0 ? { value } : { key: value });
      if (JSON.stringify(answer) !== JSON.stringify(INVALID)) disagreements.push(what);
      if (!fitsHeader(value)) continue;
      if ((await statusOf(inHeader(value))) !== 401) disagreements.push(`${what} in x-api-key`);
      const status = await statusOf(bearer(value));
      // What is no token68 is bad grammar there.
      if (status !== (/^[\w.~+/-]+=*$/.test(value) ? 401 : 400)) disagreements.push(`${what} after Bearer`);
    }
    expect(disagreements).toEqual([]);
    await expectVerdict(good.value, true);
  }, 60_000);

  it.each(ODD_JSON)('are not what a validation with %s asks about', async (_, spoil) => {
    expect(await validate({ value: spoil(good.value) })).toEqual(INVALID);
    expect(await validate({ key: spoil(good.value) })).toEqual(INVALID);
  });

  it('are asked about by one name, with nothing beside it', async () => {
    expect(await validate({})).toEqual(INVALID);
    for (const body of [
      { value: good.value, key: good.value },
      { value: good.value, owner: 'x' },
      [good.value],
    ]) {
      const { status, body: answer } = await deployment().admin('POST', '/api-keys/validations', body);
      expect(status).toBe(400);
      expect(JSON.stringify(answer)).not.toContain(good.value);
    }
  });

  it('are refused from the 204 on, cached as they were (C-33)', async () => {
    const key = await make();
    await expectVerdict(key.value, true);
    await remove(key);
    await expectVerdict(key.value, false);
  });

  it('with the value of one that was deleted are others (C-33)', async () => {
    const value = 'sk_test_the-quick-brown-fox-jumps-over-it';
    const first = await make({ value });
    await expectVerdict(value, true);
    await remove(first);
    await make({ value, permissions: [] });
    expect(await statusOf(inHeader(value))).toBe(403);
  });

  it('expire at the moment that they name, cached as they are (C-31)', async () => {
    const expiresAt = new Date(Date.now() + 60_000);
    const key = await make({ expiresAt: expiresAt.toISOString() });
    await expectVerdict(key.value, true);
    const now = jest.spyOn(Date, 'now').mockReturnValue(expiresAt.getTime() - 1);
    try {
      await expectVerdict(key.value, true);
      now.mockReturnValue(expiresAt.getTime());
      await expectVerdict(key.value, false);
    } finally {
      now.mockRestore();
    }
    await expectVerdict(key.value, true);
  });
});

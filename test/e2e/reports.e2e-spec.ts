import type { RegisteredClient } from './support/admin.js';
import { onEveryDeployment } from './support/on-every-deployment.js';
import {
  bearer,
  callReports,
  challengeOf,
  reportsWith,
  RESOURCE_METADATA,
  titles,
} from './support/reports.js';

const BOTH = ['reports:read', 'reports:write'];
const FORM_TYPE = 'Content-Type: application/x-www-form-urlencoded';

onEveryDeployment('guarded reports (RFC 6750)', (deployment) => {
  let client: RegisteredClient;
  let token: string;

  beforeAll(async () => {
    client = await deployment().registerClient({ scopes: BOTH, claims: { tenant_id: 'tenant-a' } });
    token = await deployment().accessToken(client);
  });

  it.each([
    ['no credentials (RS-01)', []],
    ['another scheme (RS-13)', ['Authorization: Basic eDp5']],
    ['a scheme of which Bearer is the beginning', ['Authorization: BearerX y']],
  ])('answers %s with a challenge that names no error', async (_, headers) => {
    const response = await callReports(deployment(), { headers });
    expect(response.status).toBe(401);
    const { realm, ...rest } = challengeOf(response);
    expect(realm).toBeTruthy();
    expect(rest).toEqual({ resource_metadata: RESOURCE_METADATA, scope: 'reports:read' });
  });

  it.each(['Bearer', 'bearer', 'BEARER', 'bEaReR', 'Bearer  '])(
    'takes the scheme as "%s" (RS-06, RS-07, D-30)',
    async (scheme) => {
      const response = await callReports(deployment(), { headers: [`Authorization: ${scheme} ${token}`] });
      expect(response.status).toBe(200);
    },
  );

  it.each<[string, (good: string) => string[]]>([
    ['the scheme alone', () => ['Authorization: Bearer']],
    ['two tokens', (good) => [bearer(`${good} ${good}`)]],
    ['a quoted token', (good) => [bearer(`"${good}"`)]],
    ['a list', (good) => [bearer(`${good},x`)]],
    ['a tab', (good) => [`Authorization: Bearer\t${good}`]],
    ['non-ASCII', () => [bearer('t\u00f6k')]],
    ['two headers, the good one first (RS-09)', (good) => [bearer(good), bearer('x')]],
    ['two headers, the good one last (RS-09)', (good) => [bearer('x'), bearer(good)]],
    ['two headers of two schemes (RS-09)', (good) => [bearer(good), 'Authorization: Basic eDp5']],
  ])('answers 400 invalid_request to %s (RS-05, RS-07)', async (_, headers) => {
    const response = await callReports(deployment(), { headers: headers(token) });
    expect(response.status).toBe(400);
    expect(challengeOf(response)).toMatchObject({ error: 'invalid_request' });
  });

  it('takes a token from the header only (RS-10, RS-11, BC-09)', async () => {
    const inQuery = await callReports(deployment(), { query: `?access_token=${token}` });
    const inBody = await callReports(deployment(), {
      method: 'POST',
      headers: [FORM_TYPE],
      body: `access_token=${token}&title=x`,
    });
    for (const response of [inQuery, inBody]) {
      expect(response.status).toBe(401);
      expect(challengeOf(response)).not.toHaveProperty('error');
    }
  });

  it('answers 400 to a token in the header and one in a form (RS-12)', async () => {
    const response = await callReports(deployment(), {
      method: 'POST',
      headers: [bearer(token), FORM_TYPE],
      body: `access_token=${token}&title=x`,
    });
    expect(response.status).toBe(400);
    expect(challengeOf(response)).toMatchObject({ error: 'invalid_request' });
  });

  it.each(['x', 'a.b.c', 'ab+/~._-==', '...', `${'a'.repeat(5_000)}.b.c`])(
    'answers 401 invalid_token to what is no token of ours, and repeats nothing of it (RS-03, RS-08, RS-15, RS-16): %.12s',
    async (bad) => {
      const response = await callReports(deployment(), { headers: [bearer(bad)] });
      expect(response.status).toBe(401);
      expect(challengeOf(response)).toMatchObject({ error: 'invalid_token' });
      if (bad.length > 1) expect(JSON.stringify(response)).not.toContain(bad);
    },
  );

  it('names all scopes that a route needs when one is missing (RS-04, D-32, E-73)', async () => {
    const readOnly = await deployment().accessToken(client, { scope: 'reports:read' });
    expect((await reportsWith(deployment(), readOnly)).status).toBe(200);
    const refused = await reportsWith(deployment(), readOnly, 'x');
    expect(refused.status).toBe(403);
    expect(challengeOf(refused)).toMatchObject({ error: 'insufficient_scope', scope: 'reports:write' });
    const scopeless = await deployment().accessToken(await deployment().registerClient());
    const bare = await reportsWith(deployment(), scopeless);
    expect(bare.status).toBe(403);
    expect(challengeOf(bare)).toMatchObject({ error: 'insufficient_scope', scope: 'reports:read' });
  });

  it.each([['reports:readX'], ['Reports:read'], ['reports'], ['reports:*']])(
    'does not take the scope %s for reports:read',
    async (scope) => {
      const near = await deployment().registerClient({ scopes: [scope] });
      const response = await reportsWith(deployment(), await deployment().accessToken(near));
      expect(response.status).toBe(403);
    },
  );

  it('keeps tenants apart by the token alone, whatever X-Tenant-Id says (A-08)', async () => {
    const other = await deployment().registerClient({ scopes: BOTH, claims: { tenant_id: 'tenant-b' } });
    const otherToken = await deployment().accessToken(other);
    expect((await reportsWith(deployment(), token, 'of a')).status).toBe(201);
    expect((await reportsWith(deployment(), otherToken, 'of b', 'X-Tenant-Id: tenant-a')).status).toBe(201);
    for (const forged of [[], ['X-Tenant-Id: tenant-a'], ['X-Tenant-Id: tenant-b'], ['X-Org-Id: tenant-a']]) {
      expect(await titles(deployment(), token, ...forged)).toEqual(['of a']);
      expect(await titles(deployment(), otherToken, ...forged)).toEqual(['of b']);
    }
    const query = await callReports(deployment(), { query: '?tenant_id=tenant-b', headers: [bearer(token)] });
    expect(query.status).toBe(400);
  });

  it('shares rows among clients of one tenant, and gives a client without tenant only its own', async () => {
    const mate = await deployment().registerClient({ scopes: BOTH, claims: { tenant_id: 'tenant-c' } });
    const second = await deployment().registerClient({ scopes: BOTH, claims: { tenant_id: 'tenant-c' } });
    const alone = await deployment().registerClient({ clientId: 'tenant-c', scopes: BOTH });
    await reportsWith(deployment(), await deployment().accessToken(mate), 'of c');
    expect(await titles(deployment(), await deployment().accessToken(second))).toEqual(['of c']);
    expect(await titles(deployment(), await deployment().accessToken(alone))).toEqual([]);
  });
});

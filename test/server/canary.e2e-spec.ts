import { decodeJwt } from 'jose';
import { eventually } from '../shared-state/support/eventually.js';
import { call, type ClientBody, type SecretBody } from './support/api.js';
import { startObserved, type ObservedServer } from './support/observed-server.js';

const INTERNAL_API_KEY = 'canary-internal-key-4be1-0123456789abcdef';
const KEY_ENCRYPTION_KEY = 'canary-key-encryption-key-c20d-0123456789';
const SUPPLIED = 'canary-supplied-secret-77aa-0123456789';

/** What must be nowhere but in the answer that hands it out. */
class Canaries {
  private readonly values = new Set([INTERNAL_API_KEY, KEY_ENCRYPTION_KEY]);

  /** Nothing when the answer that should have held it was an error. */
  add(value = ''): string {
    if (value !== '') this.values.add(value);
    return value;
  }

  /** The ones that stand in `text`; of a token, its signature is enough. */
  in(text: string): string[] {
    const lookedFor = [...this.values].flatMap((value) => {
      const [, , signature] = value.startsWith('eyJ') ? value.split('.') : [];
      const encoded = Buffer.from(value).toString('base64').slice(0, 24);
      return [signature ?? value, encodeURIComponent(signature ?? value), encoded];
    });
    return lookedFor.filter((value) => text.includes(value));
  }
}

describe.each(['fastify', 'express'])('secrets and tokens on %s', (adapter) => {
  const canaries = new Canaries();
  const errors: string[] = [];
  let server: ObservedServer;

  beforeAll(async () => {
    server = await startObserved(adapter, INTERNAL_API_KEY, KEY_ENCRYPTION_KEY);
  }, 60_000);
  afterAll(() => server.stop());

  const note = async (response: Response): Promise<{ status: number; text: string }> => {
    const text = await response.text();
    const headers = JSON.stringify([...response.headers]);
    errors.push(response.status >= 400 ? text + headers : headers);
    return { status: response.status, text };
  };
  const admin = async <Body>(method: string, path: string, body?: unknown): Promise<Body> => {
    const answer = await call<Body>(server, method, path, body);
    if (answer.status >= 400) errors.push(answer.text);
    return answer.body;
  };
  const token = (
    body: Record<string, string> | string,
    headers: Record<string, string> = {},
    query = '',
  ): Promise<{ status: number; text: string }> =>
    fetch(`${server.url}/auth/token${query}`, {
      method: 'POST',
      headers,
      body: typeof body === 'string' ? body : new URLSearchParams(body),
    }).then(note);
  const guard = (value: string, path = '/reports'): Promise<{ status: number }> =>
    fetch(server.url + path, { headers: { authorization: `Bearer ${value}` } }).then(note);
  const basic = (id: string, secret: string): Record<string, string> => ({
    authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
  });
  const grant = { grant_type: 'client_credentials' };

  /** Good and bad requests at every endpoint, with a canary wherever a credential can stand. */
  const traffic = async (): Promise<void> => {
    const made = await admin<ClientBody>('POST', '/oauth-clients', { name: 'a', scopes: ['reports:read'] });
    const clientSecret = canaries.add(made?.clientSecret);
    const clientId = String(made?.clientId);
    await admin('POST', '/oauth-clients', { name: 'b', scopes: [], clientSecret: canaries.add(SUPPLIED) });
    await admin('POST', '/oauth-clients', { name: 'b', scopes: ['a b'], clientSecret: SUPPLIED });
    await admin('POST', '/oauth-clients', { name: 'b', scopes: [], clientSecret: SUPPLIED, extra: SUPPLIED });
    const added = await admin<SecretBody>('POST', `/oauth-clients/${clientId}/secrets`, {});
    canaries.add(added?.clientSecret);
    await admin('POST', `/oauth-clients/${clientId}/secrets`, { clientSecret: SUPPLIED });
    await admin('GET', `/oauth-clients/${SUPPLIED.slice(0, 20)}`);
    for (const path of ['/oauth-clients', '/organizations', `/oauth-clients/${clientId}/secrets`]) {
      await admin('GET', path);
    }
    await admin('POST', '/organizations', { id: 'canary', name: 'Canary' });
    const apiKey = {
      name: 'k',
      owner: { type: 'organization', id: 'canary' },
      permissions: ['reports:read'],
    };
    const madeKey = await admin<{ id: string; value?: string }>('POST', '/api-keys', apiKey);
    const suppliedKey = canaries.add('sk_live_canary-supplied-api-key-52ce-0123456789');
    await admin('POST', '/api-keys', { ...apiKey, value: suppliedKey });
    await admin('POST', '/api-keys', { ...apiKey, value: suppliedKey });
    await admin('POST', '/api-keys', { ...apiKey, value: suppliedKey, extra: suppliedKey });
    const wrongApiKey = canaries.add('sk_live_canary-wrong-api-key-90b1-0123456789');
    for (const value of [canaries.add(madeKey?.value), suppliedKey, wrongApiKey]) {
      await admin('POST', '/api-keys/validations', { value });
      await guard(value);
      await fetch(`${server.url}/reports`, { headers: { 'x-api-key': value } }).then(note);
    }
    await admin('GET', '/api-keys');
    await admin('DELETE', `/api-keys/${madeKey?.id}`);

    const initial = await admin<{ value?: string }>('POST', '/initial-access-tokens', {});
    const wrongInitial = canaries.add(`m2mi_canary-wrong-initial-access-token-${'0'.repeat(16)}`);
    const registering = (value: string, body: unknown): ReturnType<typeof note> =>
      fetch(`${server.url}/auth/register`, {
        method: 'POST',
        headers: { authorization: `Bearer ${value}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }).then(note);
    const initialValue = canaries.add(initial?.value);
    await registering(wrongInitial, {});
    await registering(initialValue, { scope: SUPPLIED, client_name: 'Robot' });
    const registered = await registering(initialValue, { client_secret: SUPPLIED });
    if (registered.status === 201) {
      const robot = JSON.parse(registered.text) as Record<string, string>;
      canaries.add(robot['client_secret']);
      const access = canaries.add(robot['registration_access_token']);
      for (const [method, value] of [
        ['GET', wrongInitial],
        ['GET', access],
        ['DELETE', access],
      ] as const) {
        const url = `${server.url}/auth/register/${robot['client_id']}`;
        const answer = await fetch(url, { method, headers: { authorization: `Bearer ${value}` } });
        // The registration access token is part of what its client reads.
        if (answer.status === 200) await answer.text();
        else await note(answer);
      }
    }
    const clientSecretHash = canaries.add(`$2b$10$${'canary.of.an.imported.hash'.padEnd(53, '0')}`);
    const taken = { clientId: 'canary-import', name: 'a', scopes: [], clientSecretHash };
    await admin('POST', '/oauth-clients/imports', { clients: [taken], dryRun: true });
    await admin('POST', '/oauth-clients/imports', {
      clients: [{ ...taken, scopes: ['a b'], extra: SUPPLIED }],
    });
    const secret = { fromEnvironment: 'A', value: SUPPLIED };
    const inDocument = { clientId: 'canary-document', scopes: [], secret };
    for (const path of ['/configuration/plan', '/configuration/apply']) {
      await admin('POST', path, { document: { clients: [inDocument] } });
      await admin('POST', path, { document: { clients: [{ ...inDocument, extra: SUPPLIED }] } });
    }

    const wrongKey = canaries.add('canary-wrong-key-19cd-0123456789abcdef00');
    await fetch(`${server.url}/oauth-clients`, { headers: { 'x-internal-api-key': wrongKey } }).then(note);
    await fetch(`${server.url}/oauth-clients?key=${INTERNAL_API_KEY}`).then(note);
    await fetch(`${server.url}/nowhere?client_secret=${SUPPLIED}`).then(note);

    const wrong = canaries.add('canary-wrong-secret-5ad0-0123456789abcdef');
    const answers = [
      await token(grant, basic(clientId, clientSecret)),
      await token({ ...grant, client_id: clientId, client_secret: clientSecret }),
      await token({ ...grant, client_id: clientId, client_secret: clientSecret }),
      await token({ ...grant, client_id: clientId, client_secret: SUPPLIED }),
    ];
    await token(grant, basic(clientId, wrong));
    await token(grant, basic(wrong, clientSecret));
    await token({ ...grant, client_id: wrong, client_secret: wrong });
    await token({ ...grant, scope: SUPPLIED, resource: SUPPLIED }, basic(clientId, clientSecret));
    await token({ ...grant, client_id: clientId, client_secret: wrong }, basic(clientId, clientSecret));
    await token(grant, {}, `?client_id=${clientId}&client_secret=${clientSecret}`);
    await token(`{"client_secret":"${wrong}`, { 'content-type': 'application/json' });
    await token(wrong, { 'content-type': 'text/plain' });
    await token(`client_secret=${wrong}&client_secret=${wrong}`, {
      'content-type': 'application/x-www-form-urlencoded',
    });

    const issued = answers.flatMap(({ status, text }) =>
      status === 200 ? [canaries.add((JSON.parse(text) as { access_token: string }).access_token)] : [],
    );
    for (const endpoint of ['introspect', 'revoke']) {
      const about = (body: Record<string, string>, secret = clientSecret): Promise<unknown> =>
        fetch(`${server.url}/auth/${endpoint}`, {
          method: 'POST',
          headers: basic(clientId, secret),
          body: new URLSearchParams(body),
        }).then(note);
      await about({ token: wrong });
      await about({ token: wrong, token_type_hint: wrong }, wrong);
      if (issued[2] !== undefined) await about({ token: issued[2] });
    }
    const target = `https://${wrong}:${wrong}@a.example/${wrong}`;
    await token({ ...grant, scope: wrong }, basic(clientId, clientSecret));
    await token({ ...grant, resource: target }, basic(clientId, clientSecret));
    await token({ grant_type: wrong }, basic(clientId, clientSecret));
    const [first = 'eyJhbGciOiJFUzI1NiJ9.eyJqdGkiOiJhIn0.bm9uZQ', second = first] = issued;
    const forged = canaries.add(`${first.slice(0, -20)}canary9876543210AAAA`);
    for (const value of [first, second, forged, wrong, `${first}x`]) await guard(value);
    await guard(first, `/reports?access_token=${second}`);
    await guard(first, `/reports?limit=${wrong}`);
    await fetch(`${server.url}/reports`, {
      method: 'POST',
      headers: { authorization: `Bearer ${first}`, 'content-type': 'application/json' },
      body: JSON.stringify({ title: '' }),
    }).then(note);
    await admin('POST', `/oauth-clients/${clientId}/revoke-tokens`, { jti: decodeJwt(first).jti });
    await guard(first);
    await admin('POST', `/oauth-clients/${clientId}/revoke-tokens`, { jti: `${wrong} ` });
    await admin('POST', `/oauth-clients/${clientId}/revoke-tokens`, {});
    await guard(second);
    await admin('PATCH', `/oauth-clients/${clientId}`, { isActive: false, name: 'c' });
    await admin('DELETE', `/oauth-clients/${clientId}`);
  };

  const expectNothingLeaked = async (): Promise<void> => {
    expect({
      errors: canaries.in(errors.join('\n')),
      log: canaries.in(server.log()),
      redis: canaries.in(await server.redis()),
      rows: canaries.in(await server.rows()),
    }).toEqual({ errors: [], log: [], redis: [], rows: [] });
  };

  it('reach no log, error, audit event, row or Redis key while all goes well', async () => {
    await traffic();

    const log = server.log();
    expect(log).toContain('"path":"/auth/token"');
    // Requests are audited behind their answers.
    const written = async (): Promise<boolean> => (await server.rows()).includes('oauth.revoke.failure');
    expect(await eventually(written, true)).toBe(true);
    expect(await server.rows()).toContain('oauth.client.registered');
    expect(await server.redis()).toContain('{m2m}:deny');
    await expectNothingLeaked();
  });

  it('reach none when connections to the database are torn away under requests', async () => {
    let working = true;
    const tear = async (): Promise<void> => {
      while (working) {
        await server.database.query(
          'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
        );
      }
    };
    const tearing = tear();
    await Promise.all([traffic(), traffic()]);
    working = false;
    await tearing;

    expect(errors.some((text) => text.includes('503') || text.includes('temporarily_unavailable'))).toBe(
      true,
    );
    await expectNothingLeaked();
  }, 60_000);

  it('reach none when every statement about clients fails', async () => {
    await server.database.query('ALTER TABLE oauth_client_secrets RENAME TO elsewhere');
    await traffic();
    await server.database.query('ALTER TABLE elsewhere RENAME TO oauth_client_secrets');

    expect(server.log()).toMatch(/"level":"error"/);
    expect(server.log()).not.toMatch(/SELECT |INSERT INTO|oauth_client_secrets/);
    expect(errors.join('\n')).not.toMatch(/SELECT |INSERT INTO|oauth_client|relation/);
    await expectNothingLeaked();
  }, 60_000);

  it('is whole again afterwards', async () => {
    const register = (): Promise<number> =>
      call(server, 'POST', '/oauth-clients', { name: 'd', scopes: [] }).then(({ status }) => status);

    expect(await eventually(register, 201)).toBe(201);
  });
});

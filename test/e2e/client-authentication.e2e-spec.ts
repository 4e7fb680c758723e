import type { RegisteredClient } from './support/admin.js';
import { expectError, expectInvalidClient, expectToken } from './support/expectations.js';
import { onEveryDeployment } from './support/on-every-deployment.js';
import { basicHeader, GRANT, type TokenRequest } from './support/token-request.js';

const SPACE_AND_PLUS = 'a secret with p+w and: colons 0123456789';
const BASE64 = 'q+Zk/0aR+41mXw2%41vT9sLd6yH3uPc8E=';
const PERCENT = 'secret_%_local_0123456789_0123456789';

/** As `encodeURIComponent`, and what it leaves: openid-client and others escape these too. */
const encodeAll = (text: string): string =>
  encodeURIComponent(text).replace(/[-_.!~*'()]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

const basic = (userPass: string): TokenRequest => ({ headers: [basicHeader(userPass)] });

onEveryDeployment('client authentication', (deployment) => {
  let client: RegisteredClient;
  let spaced: RegisteredClient;

  beforeAll(async () => {
    client = await deployment().registerClient({ clientId: 'a-b.c_d' });
    spaced = await deployment().registerClient({ clientId: 'spaced', clientSecret: SPACE_AND_PLUS });
    await deployment().registerClient({ clientId: 'percent', clientSecret: PERCENT });
    await deployment().registerClient({ clientId: 'base64', clientSecret: BASE64 });
  });

  it.each<[string, () => TokenRequest]>([
    ['CA-01: Basic, raw', () => ({ basic: client })],
    [
      'CA-02: Basic with every character escaped (RFC 6749 appendix B)',
      () => basic(`${encodeAll(client.clientId)}:${encodeAll(client.clientSecret)}`),
    ],
    ['CA-03: an escaped plus is a plus', () => basic(`spaced:${encodeURIComponent(SPACE_AND_PLUS)}`)],
    [
      'CA-03, C-17, H-5: a plus is a space',
      () => basic(`spaced:${SPACE_AND_PLUS.replace('p+w', 'p%2Bw').replaceAll(' ', '+')}`),
    ],
    [
      'CA-06, E-17: the first colon splits, raw or escaped',
      () => basic(`spaced:${SPACE_AND_PLUS.replace('p+w', 'p%2Bw').replace(':', '%3A')}`),
    ],
    ['CA-06: the first colon splits, raw', () => basic(`spaced:${SPACE_AND_PLUS.replace('+', '%2B')}`)],
    ['CA-03: a raw plus in a secret that has one', () => basic(`spaced:${SPACE_AND_PLUS}`)],
    ['X-08: raw plus signs and what looks like an escape', () => basic(`base64:${BASE64}`)],
    ['X-08: the same, escaped', () => basic(`base64:${encodeAll(BASE64)}`)],
    ['X-08: an escaped id beside a raw secret', () => basic(`base%36%34:${BASE64}`)],
    ['C-16: a malformed escape was sent raw', () => basic(`percent:${PERCENT}`)],
    ['C-16: the same, escaped', () => basic(`percent:${encodeURIComponent(PERCENT)}`)],
    [
      'CA-08, C-01, D-21: the scheme in any case, with more spaces',
      () => ({
        headers: [basicHeader(`${client.clientId}:${client.clientSecret}`).replace('Basic ', 'bAsIc   ')],
      }),
    ],
    ['CA-10: credentials in the body', () => ({ post: client })],
    ['CA-10: a secret with every kind of character in the body', () => ({ post: spaced })],
    [
      'CA-14, E-16: Basic and the same client_id in the body',
      () => ({ basic: client, form: { client_id: client.clientId } }),
    ],
    [
      'TE-08: Basic and empty credentials in the body',
      () => ({ basic: client, form: { client_id: '', client_secret: '' } }),
    ],
    ['TE-08: Basic and an empty assertion', () => ({ basic: client, form: { client_assertion: '' } })],
  ])('accepts %s', async (_, request) => {
    expectToken(await deployment().token(request()));
  });

  it.each<[string, () => TokenRequest]>([
    ['X-08: a secret decoded twice', () => basic(`base64:${encodeAll(encodeAll(BASE64))}`)],
    ['X-08: a wrong secret with two readings', () => basic(`base64:${BASE64.replace('q', 'p')}`)],
    ['CA-04: escapes that are no UTF-8', () => basic('a-b.c_d:%FF%FE')],
    ['CA-05: malformed escapes', () => basic('a-b.c_d:%ZZ')],
    ['CA-05: a cut-off escape', () => basic('a-b.c_d:%')],
    ['CA-05: a cut-off sequence', () => basic('a-b.c_d:%E0%A4%A')],
    ['CA-07: an id with a colon', () => basic('urn%3Ax%3A1:secret')],
    ['CA-09: no base64', () => ({ headers: ['Authorization: Basic !!!'] })],
    ['CA-09: no colon', () => basic('x')],
    ['CA-09: an empty id', () => basic(':secret')],
    ['CA-09: an empty secret', () => basic('a-b.c_d:')],
    ['CA-09: the scheme alone', () => ({ headers: ['Authorization: Basic'] })],
    ['CA-09: base64 without its padding', () => ({ headers: ['Authorization: Basic eHg6eQ'] })],
    ['CA-09: bytes that are no UTF-8', () => ({ headers: ['Authorization: Basic /zr/'] })],
    ['D-06: an unknown client', () => basic('nobody:secret')],
  ])('refuses %s with a Basic challenge (RFC 6749 §5.2)', async (_, request) => {
    expectInvalidClient(await deployment().token(request()), true);
  });

  it.each<[string, () => TokenRequest]>([
    ['CA-17, A-23, D-22, E-18: no credentials', () => ({})],
    ['CA-19: another scheme', () => ({ headers: ['Authorization: Bearer x'] })],
    ['CA-19: a scheme that begins like Basic', () => ({ headers: ['Authorization: Basically eDp5'] })],
    ['an id alone', () => ({ form: { client_id: client.clientId } })],
    ['a blank secret', () => ({ form: { client_id: client.clientId, client_secret: '  ' } })],
    [
      'CA-11, H-11: credentials in the query',
      () => ({ path: `/auth/token?client_id=${client.clientId}&client_secret=${client.clientSecret}` }),
    ],
  ])('asks for credentials after %s with a Basic challenge (RFC 9110 §15.5.2)', async (_, request) => {
    expectInvalidClient(await deployment().token(request()), true);
  });

  it.each<[string, () => TokenRequest]>([
    ['a secret alone', () => ({ form: { client_secret: client.clientSecret } })],
    ['a client assertion, which is not served yet', () => ({ form: { client_assertion: 'a.b.c' } })],
  ])('refuses %s without a challenge', async (_, request) => {
    expectInvalidClient(await deployment().token(request()), false);
  });

  it.each<[string, () => TokenRequest]>([
    [
      'CA-12, H-11: a whole request in the query',
      () => ({
        path: `/auth/token?${GRANT}&client_id=${client.clientId}&client_secret=${client.clientSecret}`,
        body: '',
      }),
    ],
    [
      'CA-13, E-16: Basic and a secret in the body, although both are right',
      () => ({ basic: client, post: client }),
    ],
    ['CA-13: Basic and a client assertion', () => ({ basic: client, form: { client_assertion: 'a.b.c' } })],
    ['CA-13: a secret and a client assertion', () => ({ post: client, form: { client_assertion: 'a.b.c' } })],
    [
      'CA-14, E-16: Basic and another client_id in the body',
      () => ({ basic: client, form: { client_id: 'spaced' } }),
    ],
    [
      'RFC 9110 §5.3: two Authorization headers, the good one first',
      () => ({
        basic: client,
        headers: [basicHeader('x:y')],
      }),
    ],
    [
      'RFC 9110 §5.3: two equal Authorization headers',
      () => {
        const header = basicHeader(`${client.clientId}:${client.clientSecret}`);
        return { headers: [header, header] };
      },
    ],
  ])('answers 400 invalid_request to %s', async (_, request) => {
    expectError(await deployment().token(request()), 400, 'invalid_request');
  });

  it('refuses a supplied clientId with a colon, which Basic could not carry (CA-07)', async () => {
    const { status } = await deployment().admin('POST', '/oauth-clients', {
      clientId: 'urn:x:1',
      name: 'x',
      scopes: [],
    });
    expect(status).toBe(400);
  });

  it('refuses a supplied secret that is no printable ASCII (CA-04)', async () => {
    const clientSecret = 'é'.repeat(40);
    const { status } = await deployment().admin('POST', '/oauth-clients', {
      clientSecret,
      name: 'x',
      scopes: [],
    });
    expect(status).toBe(400);
  });

  it('makes ids and secrets that read the same raw and form-encoded (CA-25)', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => deployment().registerClient()));
    for (const { clientId, clientSecret } of made) {
      expect(clientId).toMatch(/^[\w-]+$/);
      expect(clientSecret).toMatch(/^[\w-]{43,}$/);
    }
    expect(new Set(made.flatMap(({ clientId, clientSecret }) => [clientId, clientSecret])).size).toBe(40);
  });

  it('shows a secret once, and its hash never (CA-23)', async () => {
    const one = await deployment().admin('GET', `/oauth-clients/${client.clientId}`);
    const list = await deployment().admin('GET', '/oauth-clients?limit=100');
    for (const { status, body } of [one, list]) {
      expect(status).toBe(200);
      const text = JSON.stringify(body);
      for (const secret of [client.clientSecret, SPACE_AND_PLUS, PERCENT]) expect(text).not.toContain(secret);
      expect(text).not.toMatch(/sha256:|\$2[aby]\$|hash/i);
    }
  });
});

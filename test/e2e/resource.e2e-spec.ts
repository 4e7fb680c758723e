import type { RegisteredClient } from './support/admin.js';
import { AUDIENCE } from './support/deployments.js';
import { expectError, expectToken } from './support/expectations.js';
import { onEveryDeployment } from './support/on-every-deployment.js';
import { GRANT } from './support/token-request.js';
import { readToken } from './support/tokens.js';

const FILES = 'https://files.example.com/v1?tenant=1';
const URN = 'urn:example:api';
const AUDIENCES = ['https://api.example.com', FILES, URN, 'rabbitmq'];

onEveryDeployment('resource indicators (RFC 8707)', (deployment) => {
  let client: RegisteredClient;
  let plain: RegisteredClient;

  beforeAll(async () => {
    client = await deployment().registerClient({ audiences: AUDIENCES });
    plain = await deployment().registerClient();
  });

  const ask = (resources: readonly string[], of: RegisteredClient = client) => {
    const body = [GRANT, ...resources.map((resource) => `resource=${encodeURIComponent(resource)}`)].join(
      '&',
    );
    return deployment().token({ basic: of, body });
  };
  const audienceOf = async (resources: readonly string[], of?: RegisteredClient): Promise<unknown> => {
    const { access_token: token } = expectToken(await ask(resources, of));
    const [, payload = ''] = token.split('.');
    return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { aud: unknown }).aud;
  };

  it.each([[AUDIENCE], [FILES], [URN]])(
    'makes %s the audience, byte for byte (RI-01, RI-02, RI-04)',
    async (resource) => {
      expect(await audienceOf([resource])).toBe(resource);
      const { access_token: token } = expectToken(await ask([resource]));
      await readToken(deployment(), token, resource);
    },
  );

  it('takes several as an array, the same one once (RI-06, RI-12, E-03)', async () => {
    expect(await audienceOf([URN, FILES])).toEqual([URN, FILES]);
    expect(await audienceOf([URN, URN])).toBe(URN);
  });

  it('gives a client without resource its audiences, names included (RI-09, RI-15, E-03, E-10)', async () => {
    expect(await audienceOf([])).toEqual(AUDIENCES);
    const one = await deployment().registerClient({ audiences: ['rabbitmq'] });
    expect(await audienceOf([], one)).toBe('rabbitmq');
  });

  it('gives a client without audiences the default, which is all that it may ask for (RI-09, E-02)', async () => {
    expect(await audienceOf([], plain)).toBe(AUDIENCE);
    expect(await audienceOf([AUDIENCE], plain)).toBe(AUDIENCE);
    for (const resource of [FILES, plain.clientId, `urn:${plain.clientId}`]) {
      expectError(await ask([resource], plain), 400, 'invalid_target');
    }
  });

  it('counts an empty resource as omitted (RI-13)', async () => {
    expect(await audienceOf([''])).toEqual(AUDIENCES);
    expect(await audienceOf(['', URN])).toBe(URN);
  });

  it.each([
    ['a name, although it is registered (RI-15)', 'rabbitmq'],
    ['a path', '/x'],
    ['a relative reference', '//api.example.com'],
    ['a percent sign', '%'],
    ['a space', 'https://api.example.com/a b'],
    ['a scheme alone', 'https:'],
    ['a fragment (RI-03)', 'https://api.example.com#a'],
    ['an empty fragment (RI-03)', 'https://api.example.com#'],
    ['another resource (RI-05, E-02)', 'https://other.example.com'],
    ['another case (RI-10)', 'HTTPS://API.example.com'],
    ['a trailing slash (RI-10)', 'https://api.example.com/'],
    ['the default port', 'https://api.example.com:443'],
    ['another scheme', 'http://api.example.com'],
    ['a longer host (RI-11)', 'https://api.example.com.evil.example'],
    ['user information (RI-11)', 'https://api.example.com@evil.example'],
    ['dot segments (RI-11)', 'https://api.example.com/..'],
    ['an escape of a registered one', 'https://api.example.co%6d'],
    ['another query (RI-04)', 'https://files.example.com/v1?tenant=2'],
    ['a registered one without its query', 'https://files.example.com/v1'],
    ['non-ASCII', 'https://äpi.example.com'],
    ['a JSON array', `["${AUDIENCE}"]`],
    ['2,049 characters', `urn:${'a'.repeat(2_045)}`],
  ])('answers invalid_target to %s, alone and among good ones (RI-07, E-05, E-11)', async (_, resource) => {
    expectError(await ask([resource]), 400, 'invalid_target');
    expectError(await ask([AUDIENCE, resource]), 400, 'invalid_target');
  });

  it('answers invalid_target to more than ten (E-01)', async () => {
    expect(await audienceOf(Array<string>(10).fill(URN))).toBe(URN);
    expectError(await ask(Array<string>(11).fill(URN)), 400, 'invalid_target');
  });

  it('takes one or an array of them in JSON (E-01)', async () => {
    const json = (resource: unknown) => ({
      basic: client,
      contentType: 'application/json',
      body: JSON.stringify({ grant_type: 'client_credentials', resource }),
    });
    for (const resource of [URN, [URN], [URN, FILES]]) expectToken(await deployment().token(json(resource)));
    expectError(await deployment().token(json([URN, 'https://other.example.com'])), 400, 'invalid_target');
    expectError(await deployment().token(json([URN, 1])), 400, 'invalid_request');
  });

  it('advertises what it does (E-06)', async () => {
    const response = await fetch(`${deployment().url}/.well-known/oauth-authorization-server/m2m`);
    expect(await response.json()).toMatchObject({ resource_indicators_supported: true });
  });

  it.each([
    ['a fragment', ['https://a.example#x']],
    ['an empty one', ['']],
    ['no array', 'https://a.example'],
  ])('cannot be registered as an audience with %s (E-04)', async (_, audiences) => {
    const input = { name: 'x', scopes: [], audiences };
    expect((await deployment().admin('POST', '/oauth-clients', input)).status).toBe(400);
  });
});

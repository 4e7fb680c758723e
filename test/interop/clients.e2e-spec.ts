import { createRemoteJWKSet, jwtVerify } from 'jose';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { ClientCredentials } from 'simple-oauth2';
import { AUDIENCE, BOTH_ADAPTERS, type RunningDeployment } from '../e2e/support/deployments.js';
import { reports } from '../server/support/api.js';
import { initialAccessToken } from '../e2e/support/registration.js';
import { startPublicDeployment } from './support/public-deployment.js';

const run = promisify(execFile);
/** What a client that form-encodes Basic has to escape (RFC 6749 §2.3.1). */
const AWKWARD_SECRET = 'a+b%2Fc:d e&f=g~"h\\i;j,k?l@m#n$o!p*q';
/** What one that does not can send all the same: neither `+` nor a whole escape. */
const RAW_SECRET = '100% c:d e&f=g~"h\\i;j,k?l@m#n$o!p*q';

describe.each(BOTH_ADAPTERS)("other people's libraries against $adapter", (deployment) => {
  let running: RunningDeployment;
  beforeAll(async () => {
    running = await startPublicDeployment(deployment);
  }, 60_000);
  afterAll(() => running.stop());

  describe('openid-client', () => {
    const discover = async (
      method: typeof client.ClientSecretBasic,
      clientSecret?: string,
    ): Promise<client.Configuration> => {
      const registered = await running.registerClient({
        scopes: ['reports:read', 'reports:write'],
        audiences: [AUDIENCE, 'https://other.example.com'],
        ...(clientSecret === undefined ? {} : { clientSecret }),
      });
      return client.discovery(
        new URL(running.url),
        registered.clientId,
        undefined,
        method(registered.clientSecret),
        { algorithm: 'oauth2', execute: [client.allowInsecureRequests] },
      );
    };

    it.each([
      ['client_secret_basic', client.ClientSecretBasic, undefined],
      ['client_secret_post', client.ClientSecretPost, undefined],
      ['client_secret_basic and an awkward secret', client.ClientSecretBasic, AWKWARD_SECRET],
      ['client_secret_post and an awkward secret', client.ClientSecretPost, AWKWARD_SECRET],
    ])('finds the endpoint and gets a token by %s', async (_what, method, secret) => {
      const tokens = await client.clientCredentialsGrant(await discover(method, secret), {
        scope: 'reports:read',
      });

      expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 3_600, scope: 'reports:read' });
      expect(await reports(running.url, tokens.access_token)).toBe(200);
    });

    it('asks for one resource of several (RFC 8707)', async () => {
      const configuration = await discover(client.ClientSecretBasic);
      const resource = 'https://other.example.com';
      const { access_token } = await client.clientCredentialsGrant(configuration, { resource });

      expect(await reports(running.url, access_token)).toBe(401);
      const { payload } = await jwtVerify(access_token, keysOf(running), { audience: resource });
      expect(payload.aud).toBe(resource);
    });

    it('introspects its token, ends it, and is told so (RFC 7662 §2.2, RFC 7009 §2.2)', async () => {
      const configuration = await discover(client.ClientSecretBasic);
      const { access_token } = await client.clientCredentialsGrant(configuration);

      await expect(client.tokenIntrospection(configuration, access_token)).resolves.toMatchObject({
        active: true,
        iss: running.url,
        token_type: 'Bearer',
        scope: 'reports:read reports:write',
      });
      await client.tokenRevocation(configuration, access_token, { token_type_hint: 'access_token' });
      await expect(client.tokenIntrospection(configuration, access_token)).resolves.toEqual({
        active: false,
      });
    });

    it('registers itself, gets a token and deletes itself (RFC 7591, RFC 7592)', async () => {
      const { value } = await initialAccessToken(running, { maxUses: 1 });
      const configuration = await client.dynamicClientRegistration(
        new URL(running.url),
        { client_name: 'openid-client', scope: 'reports:read', redirect_uris: [] },
        undefined,
        {
          algorithm: 'oauth2',
          initialAccessToken: value,
          execute: [client.allowInsecureRequests],
        },
      );
      expect(configuration.clientMetadata()).toMatchObject({
        client_name: 'openid-client',
        grant_types: ['client_credentials'],
      });
      const { access_token } = await client.clientCredentialsGrant(configuration);
      expect(await reports(running.url, access_token)).toBe(200);

      const { registration_client_uri, registration_access_token } =
        configuration.clientMetadata() as unknown as Record<string, string>;
      const own = await fetch(registration_client_uri ?? '', {
        method: 'DELETE',
        headers: { authorization: `Bearer ${registration_access_token}` },
      });
      expect(own.status).toBe(204);
      expect(await reports(running.url, access_token)).toBe(401);
    });

    it('understands why it cannot register (RFC 7591 §3.2.2)', async () => {
      const { value } = await initialAccessToken(running);
      const register = (scope: string, initial: string) =>
        client.dynamicClientRegistration(new URL(running.url), { scope }, undefined, {
          algorithm: 'oauth2',
          initialAccessToken: initial,
          execute: [client.allowInsecureRequests],
        });
      await expect(register('admin', value)).rejects.toMatchObject({ error: 'invalid_client_metadata' });
      await expect(register('reports:read', 'wrong')).rejects.toMatchObject({
        code: 'OAUTH_WWW_AUTHENTICATE_CHALLENGE',
      });
    });

    it('understands a refusal (RFC 6749 §5.2, RFC 8707 §2)', async () => {
      const configuration = await discover(client.ClientSecretBasic);

      await expect(client.clientCredentialsGrant(configuration, { scope: 'admin' })).rejects.toMatchObject({
        error: 'invalid_scope',
      });
      await expect(
        client.clientCredentialsGrant(configuration, { resource: 'https://nobody.example.com' }),
      ).rejects.toMatchObject({ error: 'invalid_target' });
    });
  });

  describe('oauth4webapi', () => {
    const insecure = { [oauth.allowInsecureRequests]: true };

    it('registers itself (RFC 7591 §3)', async () => {
      const { value } = await initialAccessToken(running);
      const issuer = new URL(running.url);
      const server = await oauth.processDiscoveryResponse(
        issuer,
        await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure }),
      );
      const response = await oauth.dynamicClientRegistrationRequest(
        server,
        { token_endpoint_auth_method: 'client_secret_post', scope: 'reports:read' },
        { initialAccessToken: value, ...insecure },
      );
      const self = await oauth.processDynamicClientRegistrationResponse(response);
      expect(self).toMatchObject({ client_secret_expires_at: 0, scope: 'reports:read' });
      const answer = await oauth.clientCredentialsGrantRequest(
        server,
        self,
        oauth.ClientSecretPost(self.client_secret as string),
        {},
        insecure,
      );
      const { access_token } = await oauth.processClientCredentialsResponse(server, self, answer);
      expect(await reports(running.url, access_token)).toBe(200);
    });

    it('gets a token and, as a resource server, accepts it (RFC 9068 §4)', async () => {
      const registered = await running.registerClient({ scopes: ['reports:read'] });
      const issuer = new URL(running.url);
      const server = await oauth.processDiscoveryResponse(
        issuer,
        await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure }),
      );
      const self = { client_id: registered.clientId };
      const response = await oauth.clientCredentialsGrantRequest(
        server,
        self,
        oauth.ClientSecretBasic(registered.clientSecret),
        {},
        insecure,
      );
      const { access_token } = await oauth.processClientCredentialsResponse(server, self, response);
      const presented = new Request(`${AUDIENCE}/reports`, {
        headers: { authorization: `Bearer ${access_token}` },
      });

      await expect(
        oauth.validateJwtAccessToken(server, presented, AUDIENCE, insecure),
      ).resolves.toMatchObject({ ...self, sub: registered.clientId, scope: 'reports:read' });
      await expect(
        oauth.validateJwtAccessToken(server, presented, 'https://else.example.com', insecure),
      ).rejects.toThrow();
    });
  });

  describe('simple-oauth2', () => {
    const ways = (['strict', 'loose'] as const).flatMap((encoding) =>
      (['header', 'body'] as const).map((place) => [encoding, place] as const),
    );
    it.each(ways)('gets a token with %s encoding of the secret in the %s', async (encoding, place) => {
      for (const clientSecret of [undefined, encoding === 'strict' ? AWKWARD_SECRET : RAW_SECRET]) {
        const registered = await running.registerClient({
          scopes: ['reports:read', 'reports:write'],
          ...(clientSecret === undefined ? {} : { clientSecret }),
        });
        const simple = new ClientCredentials({
          client: { id: registered.clientId, secret: registered.clientSecret },
          auth: { tokenHost: running.url, tokenPath: '/auth/token' },
          options: { credentialsEncodingMode: encoding, authorizationMethod: place },
        });
        const { token } = await simple.getToken({ scope: ['reports:read'] });

        expect(token).toMatchObject({ token_type: 'Bearer', expires_in: 3_600, scope: 'reports:read' });
        expect(await reports(running.url, String(token.access_token))).toBe(200);
      }
    });
  });

  it('jose verifies a token by the published keys, its type, issuer and audience', async () => {
    const registered = await running.registerClient({ scopes: ['reports:read'] });
    const token = await running.accessToken(registered);
    const { payload, protectedHeader } = await jwtVerify(token, keysOf(running), {
      typ: 'at+jwt',
      algorithms: ['ES256'],
      issuer: running.url,
      audience: AUDIENCE,
      requiredClaims: ['exp', 'iat', 'jti', 'sub', 'client_id'],
    });

    expect(payload).toMatchObject({ client_id: registered.clientId, type: 'client' });
    expect(protectedHeader.kid).toEqual(expect.any(String));
  });

  it.each([
    ['a generated secret', undefined, []],
    ['an awkward secret, sent raw', RAW_SECRET, []],
    ['credentials that it sends after a challenge only (--anyauth)', undefined, ['--anyauth']],
  ])('curl -u gets a token with %s', async (_what, clientSecret, options) => {
    const registered = await running.registerClient({
      scopes: ['reports:read'],
      ...(clientSecret === undefined ? {} : { clientSecret }),
    });
    const user = `${registered.clientId}:${registered.clientSecret}`;
    const { stdout } = await run('curl', [
      '--silent',
      ...['--max-time', '10'],
      ...options,
      ...['-u', user],
      ...['-d', 'grant_type=client_credentials'],
      `${running.url}/auth/token`,
    ]);

    const { access_token } = JSON.parse(stdout) as { access_token: string };
    expect(await reports(running.url, access_token)).toBe(200);
  });
});

const keysOf = ({ url }: RunningDeployment): ReturnType<typeof createRemoteJWKSet> =>
  createRemoteJWKSet(new URL(`${url}/.well-known/jwks.json`));

import { FailureGrid } from '../../../domain/throttling/failure-grid.js';
import { decodeJwt } from 'jose';
import { startProcess, type TestProcess } from '../../../../../../test/support/domain.js';
import { LocalSignerFactory } from '../../../crypto/local-signer-factory.js';
import { systemRandom } from '../../../crypto/system-random.js';
import { SharedSecretKeyRing } from '../../../domain/keys/shared-secret-key-ring.js';
import { AccessTokenIssuer } from '../../../domain/tokens/access-token-issuer.js';
import { EndpointAudit } from '../../audit/endpoint-audit.js';
import { FailedRequests } from '../../audit/failed-requests.js';
import { RequestAuthenticator } from '../../client-authentication/request-authenticator.js';
import { ClientCredentialsGrant } from '../../grants/client-credentials.grant.js';
import type { EndpointResponse } from '../../../http/endpoint.js';
import { RequestParameters } from '../../../http/request-parameters.js';
import { EndpointThrottle, type ThrottlePolicy } from '../../throttling/endpoint-throttle.js';
import { TokenController } from './token.controller.js';

const POLICY = { windowMs: 60_000, limit: 2, addressLimit: 100, counts: 'failures' } as const;
const REGISTRATION = { clientId: 'a', name: 'A', scopes: ['r', 'w'], audiences: ['urn:x', 'urn:y'] };

describe('the token endpoint (RFC 6749 §4.4)', () => {
  let process: TestProcess;
  let secret: string;
  let controller: TokenController;
  let throttledBy: (policy: ThrottlePolicy) => void;

  beforeEach(async () => {
    process = await startProcess();
    secret = (await process.clients.register(REGISTRATION)).clientSecret ?? '';
    const ring = new SharedSecretKeyRing('x'.repeat(32), new LocalSignerFactory());
    const policy = { issuer: 'https://issuer.example', ttlSeconds: 3_600, scopeClaims: ['scope'] } as const;
    const issuer = new AccessTokenIssuer(policy, ring, null, process.clock, systemRandom);
    const grant = new ClientCredentialsGrant(issuer, ['https://api.example'], 'all');
    const failures = new FailedRequests({ knows: () => false, audienceOf: () => [] });
    const audit = new EndpointAudit(null, failures, false);
    throttledBy = (policy) => {
      const throttle = new EndpointThrottle(process.state.throttle, policy);
      controller = new TokenController(
        new RequestAuthenticator(process.authenticator, throttle, new FailureGrid(process.clock)),
        [grant],
        audit,
      );
    };
    throttledBy(POLICY);
  });

  const ask = (parameters: Record<string, string | string[]>): Promise<EndpointResponse> =>
    controller.token({
      method: 'POST',
      url: '/auth/token',
      headers: {},
      ip: '192.0.2.1',
      parameters: new RequestParameters(
        new Map(
          Object.entries({
            grant_type: 'client_credentials',
            client_id: 'a',
            client_secret: secret,
            ...parameters,
          })
            .map(([name, value]): [string, string[]] => [name, [value].flat()])
            .filter(([, values]) => values[0] !== ''),
        ),
      ),
    });
  const bodyOf = async (response: Promise<EndpointResponse>) =>
    JSON.parse((await response).body) as Record<string, unknown> & { access_token: string };

  it('answers a token, its lifetime and its scope, and forbids to keep them (RFC 6749 §5.1)', async () => {
    const response = await ask({});
    expect(response).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'no-store', pragma: 'no-cache' },
    });
    const body = JSON.parse(response.body) as Record<string, unknown>;
    expect(body).toEqual({
      access_token: expect.any(String) as string,
      token_type: 'Bearer',
      expires_in: 3_600,
      scope: 'r w',
    });
  });

  it('grants the scope and the resources that were asked for', async () => {
    const { access_token, scope } = await bodyOf(ask({ scope: 'w', resource: ['urn:y'] }));
    expect(scope).toBe('w');
    expect(decodeJwt(access_token)).toMatchObject({ scope: 'w', aud: 'urn:y', client_id: 'a', sub: 'a' });
    expect(decodeJwt((await bodyOf(ask({}))).access_token).aud).toEqual(['urn:x', 'urn:y']);
  });

  it.each([
    ['no grant type', { grant_type: '' }, 400, 'invalid_request'],
    ['an unknown grant type', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
    ['a scope that is not registered', { scope: 'r admin' }, 400, 'invalid_scope'],
    ['a scope out of grammar', { scope: 'r"' }, 400, 'invalid_scope'],
    ['another resource', { resource: ['urn:x', 'urn:z'] }, 400, 'invalid_target'],
    ['a resource that is none', { resource: ['x#y'] }, 400, 'invalid_target'],
    ['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client'],
    ['an unknown client', { client_id: 'nobody' }, 401, 'invalid_client'],
    ['no secret', { client_secret: '' }, 401, 'invalid_client'],
    // The client is authenticated before anything else of its request is looked at.
    ['a wrong secret and a bad scope', { client_secret: 'wrong', scope: '"' }, 401, 'invalid_client'],
    [
      'a wrong secret and an unknown grant type',
      { client_secret: 'wrong', grant_type: 'x' },
      401,
      'invalid_client',
    ],
  ])('refuses %s', async (_what, parameters, status, code) => {
    await expect(ask(parameters)).rejects.toMatchObject({ status, code });
  });

  it('refuses a grant that the client may not use', async () => {
    await process.clients.update('a', { grantTypes: [] });
    await expect(ask({})).rejects.toMatchObject({ status: 400, code: 'unauthorized_client' });
  });

  it('counts failed authentications, and what fails after them is none', async () => {
    for (let count = 0; count < 5; count++)
      await expect(ask({ scope: 'admin' })).rejects.toMatchObject({ status: 400 });
    for (let count = 0; count < 2; count++)
      await expect(ask({ client_secret: 'x' })).rejects.toMatchObject({ status: 401 });
    await expect(ask({ client_secret: 'x' })).rejects.toMatchObject({ status: 429 });
    await expect(ask({})).resolves.toMatchObject({ status: 200 });
  });

  it('with counts: all counts every request once, whatever becomes of it', async () => {
    throttledBy({ ...POLICY, limit: 100, addressLimit: 4, counts: 'all' });
    await expect(ask({ grant_type: '' })).rejects.toMatchObject({ status: 400 });
    await expect(ask({ client_secret: '' })).rejects.toMatchObject({ status: 401 });
    await expect(ask({ client_secret: 'wrong' })).rejects.toMatchObject({ status: 401 });
    await expect(ask({})).resolves.toMatchObject({ status: 200 });
    for (const left of ['grant_type', 'client_secret', 'scope'])
      await expect(ask({ [left]: '' })).rejects.toMatchObject({ status: 429 });
  });

  it('answers 503 when the client has to be read and cannot be', async () => {
    process.clock.advance(5_001);
    process.persistence.clients.findForAuthentication = () => Promise.reject(new Error('down'));
    await expect(ask({})).rejects.toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
  });
});

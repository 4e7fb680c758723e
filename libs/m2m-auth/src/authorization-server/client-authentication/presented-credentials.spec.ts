import { OAuthError } from '../../oauth/oauth-error.js';
import type { EndpointRequest } from '../../http/endpoint.js';
import { RequestParameters } from '../../http/request-parameters.js';
import { presentedCredentials } from './presented-credentials.js';

const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString('base64')}`;

const request = (
  authorization: string | undefined,
  body: Record<string, string> = {},
  url = '/auth/token',
) => {
  const parameters = new RequestParameters(
    new Map(Object.entries(body).map(([name, value]) => [name, [value]])),
  );
  return {
    method: 'POST',
    url,
    headers: { authorization },
    parameters,
    ip: '192.0.2.1',
  } satisfies EndpointRequest;
};

const refusal = (...args: Parameters<typeof request>) => {
  try {
    return presentedCredentials(request(...args));
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return [error.status, error.code, error.headers['www-authenticate']?.split(' ')[0]];
  }
};

const INVALID_CLIENT = [401, 'invalid_client', undefined];
const INVALID_CLIENT_BASIC = [401, 'invalid_client', 'Basic'];
const INVALID_REQUEST = [400, 'invalid_request', undefined];

describe('presented credentials', () => {
  it('come from HTTP Basic (RFC 6749 §2.3.1)', () => {
    expect(presentedCredentials(request(basic('id:secret')))).toEqual({
      clientId: 'id',
      secret: 'secret',
      method: 'client_secret_basic',
      basic: true,
    });
  });

  it('come from the body (RFC 6749 §2.3.1)', () => {
    expect(presentedCredentials(request(undefined, { client_id: 'id', client_secret: 's%40 +' }))).toEqual({
      clientId: 'id',
      secret: 's%40 +',
      method: 'client_secret_post',
      basic: false,
    });
  });

  it('never come from the URL (RFC 6749 §2.3.1)', () => {
    const url = '/auth/token?client_id=id&client_secret=secret&grant_type=client_credentials';
    expect(refusal(undefined, {}, url)).toEqual(INVALID_CLIENT_BASIC);
    expect(refusal(undefined, { client_id: 'id' }, url)).toEqual(INVALID_CLIENT_BASIC);
  });

  it.each([
    ['Basic and a body secret', basic('id:secret'), { client_id: 'id', client_secret: 'secret' }],
    ['Basic and a body secret without id', basic('id:secret'), { client_secret: 'secret' }],
    ['malformed Basic and a body secret', 'Basic !!!', { client_id: 'id', client_secret: 'secret' }],
    ['Basic and an assertion', basic('id:secret'), { client_assertion: 'a.b.c' }],
    ['Basic and the type of an assertion', basic('id:secret'), { client_assertion_type: 'urn:x' }],
    [
      'a body secret and an assertion',
      undefined,
      { client_id: 'i', client_secret: 's', client_assertion: 'a.b.c' },
    ],
  ])('are refused with 400 when there are %s (RFC 6749 §2.3)', (_, authorization, body) => {
    expect(refusal(authorization, body)).toEqual(INVALID_REQUEST);
  });

  it('may repeat the client_id of Basic in the body, and no other', () => {
    expect(refusal(basic('id:secret'), { client_id: 'id' })).toMatchObject({ clientId: 'id' });
    expect(refusal(basic('a%2Db:secret'), { client_id: 'a-b' })).toMatchObject({ clientId: 'a-b' });
    expect(refusal(basic('id:secret'), { client_id: 'other' })).toEqual(INVALID_REQUEST);
    expect(refusal(basic('id:secret'), { client_id: 'ID' })).toEqual(INVALID_REQUEST);
  });

  it.each([
    ['nothing', undefined, {}],
    ['an empty header', '', {}],
    ['a client_id alone', undefined, { client_id: 'id' }],
    ['another scheme', 'Bearer x', {}],
    ['another scheme that begins alike', 'Basically aWQ6c2VjcmV0', {}],
  ])('are missing in %s: 401 with a Basic challenge (RFC 9110 §15.5.2)', (_, authorization, body) => {
    expect(refusal(authorization, body)).toEqual(INVALID_CLIENT_BASIC);
  });

  it.each([
    ['a secret alone', undefined, { client_secret: 'secret' }],
    [
      'an assertion, which is not supported',
      undefined,
      { client_assertion: 'a.b.c', client_assertion_type: 'urn:x' },
    ],
  ])('of another method stand in %s: 401 without a challenge (RFC 6749 §5.2)', (_, authorization, body) => {
    expect(refusal(authorization, body)).toEqual(INVALID_CLIENT);
  });

  it.each(['Basic', 'Basic ', 'Basic !!!', basic('no-colon'), basic(':secret'), basic('id:'), basic(':')])(
    'are unusable in %j: 401 with the challenge (RFC 6749 §5.2)',
    (authorization) => {
      expect(refusal(authorization)).toEqual(INVALID_CLIENT_BASIC);
    },
  );

  it('are read from the body beside a scheme that authenticates no client', () => {
    expect(refusal('Bearer x', { client_id: 'id', client_secret: 'secret' })).toMatchObject({
      clientId: 'id',
    });
  });
});

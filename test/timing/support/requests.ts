import type { Question } from './sampler.js';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const GRANT = 'grant_type=client_credentials';

/** A token request with Basic authentication, the halves as they are. */
export const basic = (
  clientId: string,
  secret: string | Buffer,
  path = '/auth/token',
  body = GRANT,
): Question => {
  const credentials = Buffer.concat([Buffer.from(`${clientId}:`), Buffer.from(secret)]).toString('base64');
  return { path, headers: { ...FORM, authorization: `Basic ${credentials}` }, body };
};

/** A token request with the credentials in the body. */
export const post = (clientId: string, secret: string): Question => ({
  path: '/auth/token',
  headers: FORM,
  body: `${GRANT}&client_id=${clientId}&client_secret=${secret}`,
});

/** A token request with a client assertion (RFC 7523), signed by nobody. */
export const assertion = (clientId: string): Question => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    iss: clientId,
    sub: clientId,
    aud: 'https://auth.example.com',
    jti: 'one',
    exp: 4_000_000_000,
  };
  const jwt = `${part({ alg: 'ES256' })}.${part(claims)}.${Buffer.alloc(64).toString('base64url')}`;
  const type = encodeURIComponent('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
  const body = `${GRANT}&client_id=${clientId}&client_assertion_type=${type}&client_assertion=${jwt}`;
  return { path: '/auth/token', headers: FORM, body };
};

/** What a client asks about its own registration (RFC 7592 §2.1). */
export const configuration = (clientId: string, token: string): Question => ({
  method: 'GET',
  path: `/auth/register/${clientId}`,
  headers: { authorization: `Bearer ${token}` },
});

export const withInternalApiKey = (key: string): Question => ({
  method: 'GET',
  path: '/oauth-clients/nobody',
  headers: { 'x-internal-api-key': key },
});

/** The list of reports, for the holder of an API key. */
export const withApiKey = (key: string): Question => ({
  method: 'GET',
  path: '/reports',
  headers: { 'x-api-key': key },
});

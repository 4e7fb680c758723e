import type { RevocationVerdict } from '../../libs/m2m-auth/src/oauth/ports/revocation-check.js';
import { tokenWith } from './support/forge.js';
import { GuardedApp, platforms, type Answer } from './support/guarded-app.js';
import { ReportsController } from './support/reports.controller.js';
import { allKeys, es256, trusting } from './support/signing-keys.js';
import { verifierWith } from './support/verifier.js';

const valid = tokenWith({}, {}, es256);
const expect503 = ({ status, headers, challenges, body }: Answer): void => {
  expect(status).toBe(503);
  expect(headers.get('retry-after')).toBe('1');
  expect(challenges).toEqual([]);
  expect(body).toEqual({
    statusCode: 503,
    message: 'The server cannot answer now; try again later.',
    error: 'Service Unavailable',
  });
};

describe.each(platforms)('when a dependency cannot tell, on $platform', ({ adapter }) => {
  const keys = trusting(...allKeys);
  let verdict: () => RevocationVerdict | Promise<RevocationVerdict>;
  let find: typeof keys.find;
  let app: GuardedApp;

  beforeAll(async () => {
    const verifier = verifierWith({ check: () => verdict(), keys: { find: (kid) => find(kid) } });
    app = await GuardedApp.start(adapter(), { controllers: [ReportsController] }, verifier);
  });
  beforeEach(() => {
    verdict = () => 'live';
    find = (kid) => keys.find(kid);
  });
  afterAll(() => app.close());

  it('answers 503 with Retry-After while the revocation store cannot tell, and recovers by itself (RS-22)', async () => {
    verdict = () => Promise.resolve('unknown');
    expect503(await app.call('/reports', valid));
    verdict = () => Promise.reject(new Error('connection lost'));
    expect503(await app.call('/reports', valid));
    verdict = () => Promise.resolve('live');
    expect((await app.call('/reports', valid)).status).toBe(200);
  });

  it('answers 503 when the key source throws, never 401 (RS-22)', async () => {
    find = () => {
      throw new Error('no keys loaded');
    };
    expect503(await app.call('/reports', valid));
    find = () => Promise.reject(new Error('JWKS unreachable'));
    expect503(await app.call('/reports', valid));
  });

  it('still answers 401 to a token that is bad whatever the store would say', async () => {
    verdict = () => 'unknown';
    expect((await app.call('/reports', tokenWith({ exp: 1 }, {}, es256))).status).toBe(401);
    expect((await app.call('/reports', 'opaque')).status).toBe(401);
  });

  it('answers 401 invalid_token to a revoked token, from the next request on', async () => {
    expect((await app.call('/reports', valid)).status).toBe(200);
    verdict = () => 'denied';
    expect((await app.call('/reports', valid)).challenges).toMatchObject([
      { parameters: { error: 'invalid_token' } },
    ]);
  });
});

import type { RawResponse } from '../hosts/support/raw-http.js';
import type { RegisteredClient } from './support/admin.js';
import { BOTH_ADAPTERS, startDeployment, type RunningDeployment } from './support/deployments.js';
import { expectError, expectInvalidClient, expectToken } from './support/expectations.js';
import { onEveryDeployment } from './support/on-every-deployment.js';
import { FORM } from './support/token-request.js';

// A window of a day, so that none ends while a test counts; the limits are the server's own.
const SECONDS_A_DAY = 86_400;
const OWN_LIMITS = {
  AUTH_TOKEN_THROTTLE_LIMIT: undefined,
  AUTH_TOKEN_THROTTLE_TTL_MS: String(SECONDS_A_DAY * 1_000),
};

const from = (address: string): { headers: string[] } => ({ headers: [`X-Forwarded-For: ${address}`] });

const expectThrottled = (response: RawResponse): void => {
  expectError(response, 429, 'temporarily_unavailable');
  const seconds = Number(response.headers['retry-after']);
  expect(Number.isInteger(seconds)).toBe(true);
  expect(seconds).toBeGreaterThanOrEqual(1);
  expect(seconds).toBeLessThanOrEqual(SECONDS_A_DAY);
};

const wrong = (client: RegisteredClient): RegisteredClient => ({
  ...client,
  clientSecret: `m2ms_${'x'.repeat(49)}`,
});

const failTenTimes = async (server: RunningDeployment, client: RegisteredClient, headers: string[] = []) => {
  for (let failure = 0; failure < 10; failure += 1) {
    expectInvalidClient(await server.token({ basic: wrong(client), headers }), true);
  }
};

onEveryDeployment(
  'throttling of the token endpoint',
  (deployment) => {
    it('answers 429 to the eleventh failure of a client (CA-20, RL-01, RL-02, D-27)', async () => {
      const client = await deployment().registerClient();
      await failTenTimes(deployment(), client);
      expectThrottled(await deployment().token({ basic: wrong(client) }));
      expectThrottled(await deployment().token({ post: wrong(client) }));
    });

    it('never refuses a right generated secret for what others have failed: a stale pod locks out no fleet', async () => {
      const client = await deployment().registerClient();
      await failTenTimes(deployment(), client);
      expectThrottled(await deployment().token({ basic: wrong(client) }));
      expectToken(await deployment().token({ basic: client }));
      expectToken(await deployment().token({ post: client }));
    });

    it('is exact: of two hundred failures at once ten are 401, and the rest are 429', async () => {
      const client = await deployment().registerClient();
      const answers = await Promise.all(
        Array.from({ length: 200 }, () => deployment().token({ basic: wrong(client) })),
      );
      const statuses = answers.map(({ status }) => status);
      expect([401, 429].map((status) => statuses.filter((each) => each === status).length)).toEqual([
        10, 190,
      ]);
    });

    it('looks before it takes a place in the bcrypt lane: the right supplied secret waits for the window, unless it verified lately', async () => {
      const supplied = 'a supplied secret, longer than 32 characters';
      const [before, after] = [
        await deployment().registerClient({ clientSecret: supplied }),
        await deployment().registerClient({ clientSecret: supplied }),
      ];
      expectToken(await deployment().token({ basic: before }));
      for (const client of [before, after]) {
        await failTenTimes(deployment(), client);
      }
      expectToken(await deployment().token({ basic: before }));
      // After a change of its client nothing is left but the pair that has verified, and a bcrypt.
      await deployment().admin('PATCH', `/oauth-clients/${before.clientId}`, { name: 'Another' });
      expectToken(await deployment().token({ basic: before }));
      expectThrottled(await deployment().token({ basic: after }));
    });

    it('counts for a client that nobody registered as for one that exists', async () => {
      const nobody = { clientId: 'nobody-at-all', clientSecret: 'x' };
      await failTenTimes(deployment(), nobody);
      expectThrottled(await deployment().token({ basic: nobody }));
    });

    it('believes no X-Forwarded-For of strangers (D-27, RL-05)', async () => {
      const client = await deployment().registerClient();
      for (let failure = 0; failure < 10; failure += 1) {
        await deployment().token({ basic: wrong(client), ...from(`203.0.113.${failure}`) });
      }
      for (const header of [
        'X-Forwarded-For',
        'X-Real-IP',
        'Forwarded',
        'CF-Connecting-IP',
        'True-Client-IP',
      ]) {
        expectThrottled(
          await deployment().token({ basic: wrong(client), headers: [`${header}: 198.51.100.7`] }),
        );
      }
    });

    it('lets one address send more good requests in a window than it may send bad ones: a fleet behind it can start', async () => {
      const client = await deployment().registerClient();
      for (let sent = 0; sent < 320; sent += 20) {
        const answers = await Promise.all(
          Array.from({ length: 20 }, () => deployment().token({ basic: client })),
        );
        answers.forEach((answer) => expectToken(answer));
      }
    });

    it.each(['/auth/introspect', '/auth/revoke'])(
      'counts failures at %s like those at the token endpoint (IN-11, RFC 7662 §4)',
      async (path) => {
        const client = await deployment().registerClient();
        const body = 'token=x';
        for (let failure = 0; failure < 10; failure += 1) {
          expectInvalidClient(await deployment().token({ path, basic: wrong(client), body }), true);
        }
        expectThrottled(await deployment().token({ path, basic: wrong(client), body }));
        expectThrottled(await deployment().token({ basic: wrong(client) }));
      },
    );

    it('answers 429 to an address that fails more than 300 times in any way, and good requests all the same', async () => {
      const client = await deployment().registerClient();
      let response = await deployment().token({ headers: [FORM], body: '', contentType: undefined });
      for (let sent = 1; sent < 301 && response.status !== 429; sent += 1) {
        response = await deployment().token();
      }
      expectThrottled(response);
      expectToken(await deployment().token({ basic: client }));
    });
  },
  OWN_LIMITS,
);

describe.each(BOTH_ADAPTERS)('throttling behind a trusted proxy ($adapter)', (deployment) => {
  let server: RunningDeployment;

  beforeAll(async () => {
    server = await startDeployment(deployment, { ...OWN_LIMITS, TRUST_PROXY: '1' });
  });
  afterAll(() => server.stop());

  it('counts by the address that the proxy saw, and by no other in the list', async () => {
    const client = await server.registerClient();
    await failTenTimes(server, client, from('198.51.100.1, 203.0.113.5').headers);
    expectThrottled(await server.token({ basic: wrong(client), ...from('203.0.113.5') }));
    expectThrottled(await server.token({ basic: wrong(client), ...from('192.0.2.1, 203.0.113.5') }));
    expectInvalidClient(await server.token({ basic: wrong(client), ...from('203.0.113.6') }), true);
  });

  it.each([
    ['with its port', (port: number) => `203.0.113.20:${port}`, '203.0.113.21:40001'],
    ['mapped into IPv6', (port: number) => `[::ffff:cb00:7120]:${port}`, '::ffff:cb00:7121'],
    ['of IPv6', (port: number) => `[2001:db8:20::1]:${port}`, '[2001:db8:21::1]:40001'],
  ])('counts an address %s as one, and locks out no other', async (_, spelled, other) => {
    const client = await server.registerClient();
    for (let failure = 0; failure < 10; failure += 1) {
      expectInvalidClient(
        await server.token({ basic: wrong(client), ...from(spelled(40_000 + failure)) }),
        true,
      );
    }
    expectThrottled(await server.token({ basic: wrong(client), ...from(spelled(50_000)) }));
    expectInvalidClient(await server.token({ basic: wrong(client), ...from(other) }), true);
  });
});

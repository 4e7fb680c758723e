import { decodeProtectedHeader } from 'jose';
import { call } from '../server/support/api.js';
import {
  AuthorizationServer,
  INTERNAL_API_KEY,
  RESOURCE,
} from '../resource-server/support/authorization-server.js';
import { VERIFIER_NAMES, VerifyingServices } from './support/verifying-services.js';

/** Longer than the test takes. */
const FOR_LONG_MS = 600_000;
/** So short that the set is fetched for every token. */
const FOR_NO_TIME_MS = 1;

const kidOf = (token: string): string => String(decodeProtectedHeader(token).kid);

describe.each(['ES256', 'RS256'] as const)("other people's resource servers and %s", (algorithm) => {
  let issuer: AuthorizationServer;
  let keeping: VerifyingServices;
  let asking: VerifyingServices;
  beforeAll(async () => {
    issuer = await AuthorizationServer.start(
      'fastify',
      { signing: { algorithm, publishAheadSeconds: 0 } },
      { admin: { resources: ['oauth-clients', 'signing-keys'] } },
    );
    const trust = { issuer: issuer.issuer, audience: RESOURCE, algorithm };
    keeping = await VerifyingServices.start({ ...trust, cacheMaxAge: FOR_LONG_MS });
    asking = await VerifyingServices.start({ ...trust, cacheMaxAge: FOR_NO_TIME_MS });
  });
  afterAll(async () => {
    await Promise.all([keeping.stop(), asking.stop()]);
    await issuer.stop();
  });

  const signingKeys = async (path: string): Promise<number> =>
    (await call({ url: issuer.issuer, internalApiKey: INTERNAL_API_KEY }, 'POST', `/signing-keys${path}`))
      .status;
  const verdicts = async (services: VerifyingServices, token: string): Promise<Record<string, number>> =>
    Object.fromEntries(
      await Promise.all(
        VERIFIER_NAMES.map(async (name) => [name, await services.statusOf(name, token)] as const),
      ),
    );
  const all = (status: number): Record<string, number> =>
    Object.fromEntries(VERIFIER_NAMES.map((name) => [name, status]));

  it('accept tokens before, during and after a rotation, and none of a key that was revoked', async () => {
    const before = await issuer.token();
    expect([await verdicts(keeping, before), await verdicts(asking, before)]).toEqual([all(200), all(200)]);

    expect(await signingKeys('/rotate')).toBe(200);
    const after = await issuer.token();
    expect(kidOf(after)).not.toBe(kidOf(before));
    // The old key is retiring, the new one was published before it signed.
    for (const token of [before, after]) {
      expect([await verdicts(keeping, token), await verdicts(asking, token)]).toEqual([all(200), all(200)]);
    }

    expect(await signingKeys(`/${kidOf(after)}/revoke`)).toBe(204);
    const replaced = await issuer.token();
    // Who keeps the set learns of it when it asks again, which Cache-Control bounds.
    expect([await verdicts(keeping, after), await verdicts(asking, after)]).toEqual([all(200), all(401)]);
    expect([await verdicts(asking, before), await verdicts(asking, replaced)]).toEqual([all(200), all(200)]);
  });

  it('refuse what is meant for another resource, or was changed', async () => {
    const elsewhere = await issuer.register({ audiences: ['https://else.example.com'] });
    expect(await verdicts(asking, await issuer.token(elsewhere))).toEqual(all(401));
    const [header, claims, signature = ''] = (await issuer.token()).split('.');
    const changed = `${header}.${claims}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    expect(await verdicts(asking, changed)).toEqual(all(401));
  });
});

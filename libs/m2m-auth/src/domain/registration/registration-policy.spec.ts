import fc from 'fast-check';
import type { InitialAccessToken } from './initial-access-token.js';
import { grantOf, type RegistrationPolicy } from './registration-policy.js';

const POLICY: RegistrationPolicy = {
  open: true,
  scopes: ['a', 'b', 'c'],
  defaultScopes: ['a', 'b'],
  audiences: ['x', 'y'],
  maxClients: 10,
  secretLifetimeSeconds: null,
  unusedLifetimeSeconds: 86_400,
};
const TOKEN: InitialAccessToken = {
  id: 'id',
  digest: 'sha256:x',
  hint: 'abcd',
  organizationId: null,
  scopes: null,
  audiences: null,
  maxUses: null,
  uses: 0,
  createdAt: new Date(0),
  expiresAt: null,
};

describe('what one registration may have', () => {
  it('is the policy, without a token', () => {
    expect(grantOf(POLICY, null)).toEqual({
      initialAccessToken: null,
      scopes: ['a', 'b', 'c'],
      defaultScopes: ['a', 'b'],
      audiences: ['x', 'y'],
      organizationId: null,
    });
  });

  it('is what token and policy have in common, and the organization of the token', () => {
    const token = { ...TOKEN, scopes: ['b', 'z'], audiences: ['y'], organizationId: 'acme' };
    expect(grantOf(POLICY, token)).toEqual({
      initialAccessToken: token,
      scopes: ['b'],
      defaultScopes: ['b'],
      audiences: ['y'],
      organizationId: 'acme',
    });
    expect(grantOf(POLICY, { ...TOKEN, scopes: [] })).toMatchObject({ scopes: [], defaultScopes: [] });
  });

  it('is nothing when the policy has none of the audiences of the token any more', () => {
    expect(grantOf(POLICY, { ...TOKEN, audiences: ['gone'] })).toBeNull();
  });

  it('is never more than the policy, whatever the token says', () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'x', 'y', 'z'));
    fc.assert(
      fc.property(
        names,
        names,
        names,
        fc.option(names),
        fc.option(names),
        (scopes, some, audiences, ...own) => {
          const defaultScopes = some.filter((scope) => scopes.includes(scope));
          const policy = { ...POLICY, scopes, defaultScopes, audiences };
          const grant = grantOf(policy, { ...TOKEN, scopes: own[0], audiences: own[1] });
          if (grant === null) return expect(own[1]).not.toBeNull();
          expect(scopes).toEqual(expect.arrayContaining([...grant.scopes]));
          expect(grant.scopes).toEqual(expect.arrayContaining([...grant.defaultScopes]));
          expect(audiences).toEqual(expect.arrayContaining([...grant.audiences]));
          // Without any the client would get the server's default audience.
          if (own[1]) expect(grant.audiences).not.toEqual([]);
        },
      ),
    );
  });
});

import fc from 'fast-check';
import { OAuthError } from '../../oauth/oauth-error.js';
import type { Client } from '../clients/client.js';
import { registeredAudience, resolveAudience } from './audience.js';
import { grantScope } from './granted-scope.js';

const clientWith = (more: Partial<Client>) =>
  ({ clientId: 'c', scopes: [], audiences: [], ...more }) as unknown as Client;
const tokens = fc.constantFrom<string[]>('a', 'b', 'c', 'A', 'a:b', 'admin', 'admin:all', 'ab');
const sets = fc.uniqueArray(tokens);
const outcome = <T>(work: () => T): T | string => {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return error.code;
  }
};

describe('granted scope (RFC 6749 §3.3)', () => {
  it('is exactly what was asked for when all of it is registered, else an error: never less, never more', () => {
    fc.assert(
      fc.property(sets, fc.array(tokens, { minLength: 1 }), (scopes, asked) => {
        const granted = outcome(() => grantScope(clientWith({ scopes }), asked.join(' '), 'all'));
        if (asked.every((scope) => scopes.includes(scope))) expect(granted).toEqual([...new Set(asked)]);
        else expect(granted).toBe('invalid_scope');
      }),
    );
  });

  it('is within what is registered, or an error, whatever text is asked for', () => {
    fc.assert(
      fc.property(sets, fc.string({ maxLength: 40 }), (scopes, asked) => {
        const granted = outcome(() => grantScope(clientWith({ scopes }), asked, 'all'));
        if (typeof granted === 'string') expect(granted).toBe('invalid_scope');
        else expect(granted.every((scope) => scopes.includes(scope))).toBe(true);
      }),
    );
  });

  it.each([
    ['all', ['a', 'b']],
    ['none', []],
    ['reject', 'invalid_scope'],
  ] as const)('when omitted is by policy: %s', (policy, expected) => {
    expect(outcome(() => grantScope(clientWith({ scopes: ['a', 'b'] }), undefined, policy))).toEqual(
      expected,
    );
  });
});

describe('granted audience (RFC 8707 §2)', () => {
  const audiences = fc.uniqueArray(
    fc.constantFrom('https://a.example', 'https://a.example/', 'urn:a', 'urn:A', 'c'),
  );

  it('is what was asked for when all of it is allowed, byte for byte, else invalid_target', () => {
    fc.assert(
      fc.property(audiences, audiences, audiences, (registered, fallback, asked) => {
        const client = clientWith({ audiences: registered });
        const allowed = registered.length > 0 ? registered : fallback;
        const granted = outcome(() => resolveAudience(client, asked, fallback));
        if (asked.length === 0) expect(granted).toEqual(allowed);
        else if (asked.every((resource) => allowed.includes(resource))) expect(granted).toEqual(asked);
        else expect(granted).toBe('invalid_target');
      }),
    );
  });

  it('may be asked for exactly when it is what `aud` holds with no resource asked for', () => {
    for (const fallback of [['https://a.example'], 'client_id'] as const) {
      const allowed = registeredAudience(clientWith({}), fallback);
      for (const resource of ['https://a.example', 'c']) {
        const granted = outcome(() => resolveAudience(clientWith({}), [resource], fallback));
        expect(granted).toEqual(allowed.includes(resource) ? [resource] : 'invalid_target');
      }
    }
  });

  it('never grants an audience that a client is, but may not ask for', () => {
    const client = clientWith({ protectedResources: ['urn:mine'] });
    expect(outcome(() => resolveAudience(client, ['urn:mine'], ['urn:a']))).toBe('invalid_target');
  });
});

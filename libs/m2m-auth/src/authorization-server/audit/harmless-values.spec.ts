import fc from 'fast-check';
import { newClientOf } from '../../domain/clients/new-client.js';
import { systemRandom } from '../../crypto/system-random.js';
import type { Client } from '../../domain/clients/client.js';
import { auditAddress } from './audit-address.js';
import { shownGrantType, shownRequestedScope, shownResources } from './harmless-values.js';

const CLIENT: Client = {
  ...newClientOf({ clientId: 'a', name: 'A', scopes: ['reports:read', 'w'.repeat(40)] }, systemRandom),
  createdAt: new Date(0),
  updatedAt: new Date(0),
};

describe('what of a request may stand in the audit', () => {
  it.each([
    ['client_credentials', 'client_credentials'],
    ['urn:ietf:params:oauth:grant-type:jwt-bearer', 'urn:ietf:params:oauth:grant-type:jwt-bearer'],
    [undefined, undefined],
    ['a b', undefined],
    ['x\ny', undefined],
    ['s'.repeat(32), undefined],
  ])('a grant type: %j as %j', (value, shown) => {
    expect(shownGrantType(value)).toBe(shown);
  });

  it.each([
    ['reports:read admin', 'reports:read admin'],
    [`reports:read ${'w'.repeat(40)} admin`, `reports:read ${'w'.repeat(40)} admin`],
    [`reports:read ${'s'.repeat(32)}`, 'reports:read'],
    ['a secret of words, that nobody is to read', undefined],
    ['reports:read \u001b[31m\u2028', 'reports:read'],
    [undefined, undefined],
  ])('a scope: %j as %j', (value, shown) => {
    expect(shownRequestedScope(value, CLIENT)).toBe(shown);
  });

  it.each([
    ['https://api.example.com/v1', ['https://api.example.com/v1']],
    ['https://user:pass@api.example.com/v1?key=value', ['https://api.example.com/v1']],
    [`https://api.example.com/${'s'.repeat(40)}`, ['https://api.example.com']],
    ['urn:example:other', ['urn:example:other']],
    [`urn:${'s'.repeat(40)}`, []],
    [`urn:registered:${'r'.repeat(40)}`, [`urn:registered:${'r'.repeat(40)}`]],
    ['urn:a\nb', []],
  ])('a resource: %j as %j', (value, shown) => {
    expect(shownResources([value], [`urn:registered:${'r'.repeat(40)}`])).toEqual(shown);
  });

  it('never a secret that was put into the wrong field, whatever is around it', () => {
    const secret = fc.stringMatching(/^[\x21-\x7e]{32,60}$/).filter((value) => !/^https?:/i.test(value));
    fc.assert(
      fc.property(secret, fc.constantFrom('', 'reports:read ', 'x '), (value, before) => {
        expect(shownRequestedScope(before + value, CLIENT) ?? '').not.toContain(value);
        expect(shownGrantType(value)).toBeUndefined();
        expect(
          shownResources([value, `https://${value.replaceAll(/[^a-z]/gi, 'a')}@h.example`], []).join(),
        ).not.toContain(value);
      }),
    );
  });

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8::1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['forged\n"address', null],
    [undefined, null],
  ])('an address: %j as %j', (value, shown) => {
    expect(auditAddress(value)).toBe(shown);
  });
});

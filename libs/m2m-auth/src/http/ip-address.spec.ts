import { canonicalAddress } from './ip-address.js';

describe('one spelling of an address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['203.0.113.8:40001', '203.0.113.8'],
    ['[2001:db8::1]:40001', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['::ffff:203.0.113.8', '203.0.113.8'],
    ['::FFFF:cb00:7108', '203.0.113.8'],
    ['0:0:0:0:0:ffff:203.0.113.8', '203.0.113.8'],
    ['[::ffff:203.0.113.8]:443', '203.0.113.8'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::1', '::1'],
  ])('of %s is %s', (text, canonical) => {
    expect(canonicalAddress(text)).toBe(canonical);
  });

  it.each([
    undefined,
    '',
    'unknown',
    'evil, 192.0.2.1',
    '192.0.2.999',
    '192.0.2.1:x',
    '[192.0.2',
    '::1::',
    'a:1',
  ])('%s is no address', (text) => {
    expect(canonicalAddress(text)).toBeNull();
  });
});

import { addressPrefix } from './address-prefix.js';

describe('addressPrefix', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::ffff:c000:207', '192.0.2.7'],
    ['192.0.2.7:40001', '192.0.2.7'],
    ['[2001:db8:1:2201::1]:40001', '2001:db8:1:2200::/56'],
    ['2001:db8:1:22ff:1:2:3:4', '2001:db8:1:2200::/56'],
    ['2001:db8:1:2201::1', '2001:db8:1:2200::/56'],
    ['2001:db8::1', '2001:db8:0:0::/56'],
    ['::1', '0:0:0:0::/56'],
    ['fe80::1%eth0', 'fe80:0:0:0::/56'],
  ])('puts %s into the bucket %s', (address, bucket) => {
    expect(addressPrefix(address)).toBe(bucket);
  });

  it('puts two addresses of one /56 into one bucket and those of another /56 into another', () => {
    expect(addressPrefix('2001:db8:0:100::1')).toBe(addressPrefix('2001:db8:0:1ff:ffff::9'));
    expect(addressPrefix('2001:db8:0:100::1')).not.toBe(addressPrefix('2001:db8:0:200::1'));
  });

  it('puts what is no address into one common bucket', () => {
    expect([undefined, '', 'evil, 192.0.2.1', '192.0.2.999'].map(addressPrefix)).toEqual(
      Array(4).fill('unknown'),
    );
  });
});

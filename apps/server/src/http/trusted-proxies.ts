import { canonicalAddress } from 'nestjs-m2m-auth';
import { BlockList, isIPv4 } from 'node:net';

/** The names that both platforms know. */
const RANGES: ReadonlyMap<string, readonly string[]> = new Map([
  ['loopback', ['127.0.0.0/8', '::1']],
  ['linklocal', ['169.254.0.0/16', 'fe80::/10']],
  ['uniquelocal', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']],
]);

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv4(address) ? 'ipv4' : 'ipv6');

/**
 * Tells whether an address is one of the operator's proxies, in whichever spelling the proxy before it has written it: one
 * with a port would else count as the caller, the same for everybody.
 *
 * @param entries addresses, CIDR ranges and names of ranges, checked by the configuration
 */
export const trustedProxies = (entries: readonly string[]): ((address: string) => boolean) => {
  const trusted = new BlockList();
  for (const entry of entries.flatMap((each) => RANGES.get(each) ?? [each])) {
    const [address = '', prefix] = entry.split('/');
    if (prefix === undefined) trusted.addAddress(address, familyOf(address));
    else trusted.addSubnet(address, Number(prefix), familyOf(address));
  }
  return (address) => {
    const canonical = canonicalAddress(address);
    return canonical !== null && trusted.check(canonical, familyOf(canonical));
  };
};

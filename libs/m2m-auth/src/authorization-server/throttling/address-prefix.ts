import { isIPv4 } from 'node:net';
import { canonicalAddress } from '../../http/ip-address.js';

const GROUPS = 8;

/**
 * The part of an address that one caller is assumed to hold: an IPv4 address, the /56 of an IPv6 one (whoever has one
 * such address has the others too), in whichever spelling. What is no address falls into one common bucket.
 */
export const addressPrefix = (address: string | undefined): string => {
  const canonical = canonicalAddress(address);
  if (canonical === null) return 'unknown';
  return isIPv4(canonical) ? canonical : prefix56(canonical);
};

const prefix56 = (address: string): string => {
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail ? tail.split(':') : [];
  const missing = tail === undefined ? 0 : Math.max(GROUPS - before.length - after.length, 0);
  const groups = [...before, ...Array<string>(missing).fill('0'), ...after].map((group) =>
    parseInt(group, 16),
  );
  const [a = 0, b = 0, c = 0, d = 0] = groups;
  return `${[a, b, c, d & 0xff00].map((group) => group.toString(16)).join(':')}::/56`;
};

import { isIPv4, isIPv6 } from 'node:net';

const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const GROUPS = 8;

/**
 * The part of an address that one caller is assumed to hold: an IPv4 address, the /56 of an IPv6 one (whoever has one
 * such address has the others too). Mapped IPv4 counts as IPv4; what is no address falls into one common bucket.
 */
export const addressPrefix = (address: string | undefined): string => {
  if (address === undefined) return 'unknown';
  const mapped = MAPPED_IPV4.exec(address)?.[1];
  if (mapped !== undefined && isIPv4(mapped)) return mapped;
  if (isIPv4(address)) return address;
  const withoutZone = address.split('%')[0] ?? '';
  return isIPv6(withoutZone) ? prefix56(withoutZone) : 'unknown';
};

const prefix56 = (address: string): string => {
  const [head = '', tail] = address.toLowerCase().split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail ? tail.split(':') : [];
  const missing = tail === undefined ? 0 : Math.max(GROUPS - before.length - after.length, 0);
  const groups = [...before, ...Array<string>(missing).fill('0'), ...after].map((group) =>
    parseInt(group, 16),
  );
  const [a = 0, b = 0, c = 0, d = 0] = groups;
  return `${[a, b, c, d & 0xff00].map((group) => group.toString(16)).join(':')}::/56`;
};

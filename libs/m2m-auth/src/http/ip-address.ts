import { isIPv4, isIPv6 } from 'node:net';

const WITH_PORT = /^(?:\[([^[\]]+)\](?::\d{1,5})?|([\d.]+):\d{1,5})$/;
const MAPPED_IPV4 = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/**
 * One spelling of an IP address, however a proxy writes it in `X-Forwarded-For`: without port, brackets and zone, IPv6 as
 * RFC 5952 has it, and IPv4 that is mapped into IPv6 as IPv4.
 *
 * @param text e.g. `203.0.113.8:40001`, `[2001:db8::1]:443`, `::ffff:cb00:7108`
 * @returns null for what is no address: a proxy may have been made to say anything.
 */
export const canonicalAddress = (text: string | undefined): string | null => {
  if (text !== undefined && isIPv4(text)) return text;
  const [, bracketed, dotted] = WITH_PORT.exec(text ?? '') ?? [];
  const [address = ''] = (bracketed ?? dotted ?? text ?? '').split('%');
  if (isIPv4(address)) return address;
  if (!isIPv6(address)) return null;
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [, high, low] = MAPPED_IPV4.exec(canonical) ?? [];
  return high === undefined || low === undefined
    ? canonical
    : dottedOf(parseInt(high, 16), parseInt(low, 16));
};

const dottedOf = (high: number, low: number): string =>
  [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');

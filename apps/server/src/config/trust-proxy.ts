import { isIP, isIPv4 } from 'node:net';
import type { EnvironmentReader } from './environment-reader.js';
import type { TrustProxy } from './server-config.js';

const namedRanges: readonly string[] = ['loopback', 'linklocal', 'uniquelocal'];

function isAddressOrRange(entry: string): boolean {
  if (namedRanges.includes(entry)) return true;
  const [address = '', prefix, ...rest] = entry.split('/');
  if (rest.length > 0 || isIP(address) === 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (isIPv4(address) ? 32 : 128));
}

/** Whose X-Forwarded-For counts. Nobody's, unless the operator names the proxies or counts them. */
export function readTrustProxy(reader: EnvironmentReader): TrustProxy {
  const value = reader.text('TRUST_PROXY');
  if (value === undefined || value === '0' || value === 'false') return false;
  if (value === 'true') {
    reader.problem(
      'TRUST_PROXY',
      'must not be true: every caller could then choose its own address. Give the number of proxies, or their addresses.',
    );
    return false;
  }
  if (/^[1-9]\d?$/.test(value)) return Number(value);
  const entries = value.split(',').map((entry) => entry.trim());
  if (entries.every(isAddressOrRange)) return entries;
  reader.problem('TRUST_PROXY', 'must be a number of proxies (1 to 99), or addresses and CIDR ranges.');
  return false;
}

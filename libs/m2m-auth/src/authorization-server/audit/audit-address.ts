import { isIPv4, isIPv6 } from 'node:net';

const MAPPED_IPV4 = /^::ffff:(?=\d+\.)/i;

/** An address as the audit keeps it. A proxy may have been made to say anything: what is no address is left out. */
export const auditAddress = (address: string | undefined): string | null => {
  const plain = address?.replace(MAPPED_IPV4, '').split('%')[0] ?? '';
  return isIPv4(plain) || isIPv6(plain) ? plain : null;
};

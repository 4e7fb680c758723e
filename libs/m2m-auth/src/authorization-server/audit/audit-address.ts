import { canonicalAddress } from '../../http/ip-address.js';

/** An address as the audit keeps it: in one spelling, so that it can be searched for; null for what is none. */
export const auditAddress = (address: string | undefined): string | null => canonicalAddress(address);

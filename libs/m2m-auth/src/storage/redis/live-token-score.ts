import type { LiveToken } from '../../domain/revocation/live-token-register.js';

const LIFETIME_BITS = 17;
const RADIX = 2 ** LIFETIME_BITS;

/** The longest lifetime that a score can hold; above the longest that a server permits (86,400 s). */
export const MAX_LIFETIME_SECONDS = RADIX - 1;

/**
 * Both times of a token in one score: seconds of issue above, seconds of lifetime in the low bits. So the set is
 * ordered by issue, the member is the bare jti, and a double still holds it exactly (48 of 53 bits).
 */
export const encodeLifetime = ({
  issuedAt,
  expiresAt,
}: Pick<LiveToken, 'issuedAt' | 'expiresAt'>): number => {
  const issued = Math.floor(issuedAt.getTime() / 1_000);
  const lifetime = Math.ceil(expiresAt.getTime() / 1_000) - issued;
  return issued * RADIX + Math.min(Math.max(lifetime, 0), MAX_LIFETIME_SECONDS);
};

export const decodeLifetime = (score: number): Pick<LiveToken, 'issuedAt' | 'expiresAt'> => {
  const lifetime = score % RADIX;
  const issued = (score - lifetime) / RADIX;
  return { issuedAt: new Date(issued * 1_000), expiresAt: new Date((issued + lifetime) * 1_000) };
};

import type { ClientSecret } from './client.js';

type Dated = Pick<ClientSecret, 'createdAt' | 'expiresAt' | 'revokedAt' | 'lastUsedAt'>;

/** True while the secret can authenticate. `now` in milliseconds, by the wall clock. */
export const isLiveSecret = ({ revokedAt, expiresAt }: Dated, now: number): boolean =>
  revokedAt === null && endOf(expiresAt) > now;

/**
 * True when nobody seems to need this secret any more: it has not been used for `quietMs`, and another one has been used
 * since, which lives on for that long again, or for as long as this one would have. A secret that was never used counts
 * from when it was made. So it is never true of the only live secret, nor of one whose successor was never seen at work.
 */
export const isSafeToRetire = (
  secret: Dated,
  all: readonly Dated[],
  now: number,
  quietMs: number,
): boolean => {
  const lastNeeded = (secret.lastUsedAt ?? secret.createdAt).getTime();
  if (now - lastNeeded < quietMs) return false;
  const untilThen = Math.min(endOf(secret.expiresAt), now + quietMs);
  return all.some(
    (other) =>
      other !== secret &&
      isLiveSecret(other, now) &&
      endOf(other.expiresAt) > untilThen &&
      other.lastUsedAt !== null &&
      other.lastUsedAt.getTime() > lastNeeded,
  );
};

const endOf = (expiresAt: Date | null): number => expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;

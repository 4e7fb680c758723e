import { ChecksummedToken } from '../credentials/checksummed-token.js';

/** The values of initial access tokens: `m2mi_…`. */
export const INITIAL_ACCESS_TOKEN = new ChecksummedToken('m2mi_');

/** Lets its bearer register clients (RFC 7591 §3), as administrators see it: the value itself is shown once. */
export interface InitialAccessTokenView {
  readonly id: string;
  /** Last four characters of the value. */
  readonly hint: string;
  /** Every client registered with it belongs to this organization. */
  readonly organizationId: string | null;
  /** What clients registered with it may have at most; null: what the server permits. */
  readonly scopes: readonly string[] | null;
  readonly audiences: readonly string[] | null;
  /** Null: as often as its bearer likes. */
  readonly maxUses: number | null;
  readonly uses: number;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
}

/** An initial access token as stored. */
export interface InitialAccessToken extends InitialAccessTokenView {
  /** SHA-256 of the value. */
  readonly digest: string;
}

export const viewInitialAccessToken = ({ digest: _, ...view }: InitialAccessToken): InitialAccessTokenView =>
  view;

/** Whether it can be used at this moment, in milliseconds since the epoch. */
export const isUsable = ({ expiresAt, maxUses, uses }: InitialAccessToken, now: number): boolean =>
  (expiresAt === null || expiresAt.getTime() > now) && (maxUses === null || uses < maxUses);

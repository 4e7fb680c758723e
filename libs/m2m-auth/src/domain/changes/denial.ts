import type { TokenIdentity } from '../../oauth/ports/revocation-check.js';

export type DenialKind = 'jti' | 'epoch' | 'kid';

/** "No token with this jti, epoch or kid is accepted any more." */
export interface Denial {
  readonly kind: DenialKind;
  /** The jti, the epoch in decimal, or the kid. */
  readonly id: string;
  /** When the last token it can concern is dead; the row may be purged some time after. */
  readonly expiresAt: Date;
  /** Of a jti: the epoch that its token carries, where it is known. A projection in several parts needs it in one only. */
  readonly epoch?: number;
}

/** A committed denial with its place in the one commit-ordered sequence. */
export interface CommittedDenial extends Denial {
  readonly seq: number;
}

/** The kind-prefixed form under which projections keep a denial. */
export const denialMember = (denial: Pick<Denial, 'kind' | 'id'>): string => `${denial.kind}:${denial.id}`;

/** The members a guard asks about, one of each kind. */
export const membersOf = (token: TokenIdentity): [jti: string, epoch: string, kid: string] => [
  `jti:${token.jti}`,
  `epoch:${token.epoch}`,
  `kid:${token.kid}`,
];

const MEMBER = /^(jti|epoch|kid):(.+)$/s;

/** The denial behind a member; none when it is no denial's. `expiresAt` in milliseconds. */
export const denialOfMember = (member: string, expiresAt: number): readonly Denial[] => {
  const [, kind, id] = MEMBER.exec(member) ?? [];
  if (kind === undefined || id === undefined || !Number.isFinite(expiresAt)) return [];
  return [{ kind: kind as DenialKind, id, expiresAt: new Date(expiresAt) }];
};

import type { Position } from '../../domain/changes/position.js';
import { ForeignDatabaseError } from '../../domain/stores/persistence-errors.js';
import type { HighestSeq } from './highest-seq.js';

/** What `meta` says of the projection: how far it is, of which database, and on which node. */
export const STAMP_FIELDS = ['seq', 'inc', 'identity', 'timeline', 'mark', 'epoch'] as const;

export interface Stamp extends Position {
  readonly inc: string | null;
}

/** A stamp that is missing, or no stamp, is before every seq of every timeline. One of an earlier release has no identity. */
export const readStamp = (reply: unknown): Stamp => {
  const [seq, inc, identity, timeline, mark, epoch] = Array.isArray(reply) ? (reply as unknown[]) : [];
  const known = wholeNumber(timeline, 0);
  return {
    identity: text(identity),
    timeline: known,
    seq: wholeNumber(seq, -1),
    mark: text(mark),
    epoch: wholeNumber(epoch, 0),
    inc: typeof inc === 'string' ? inc : null,
  };
};

/** As arguments of HSET. */
export const stampOf = ({
  identity,
  timeline,
  seq,
  mark,
  epoch,
}: Position): Record<string, string | number> => ({
  seq,
  identity,
  timeline,
  mark,
  epoch,
});

/** @throws ForeignDatabaseError when the stamp is that of another database. */
export const requireIdentity = (stamped: string, own: string, keyPrefix: string): void => {
  if (stamped === '' || stamped === own) return;
  throw new ForeignDatabaseError(
    `Redis holds the revocations of another database under the key prefix ${keyPrefix} (${stamped.slice(0, 8)}, ` +
      `this one is ${own.slice(0, 8)}). Give each deployment a prefix of its own (REDIS_KEY_PREFIX, redis.keyPrefix), the ` +
      `same in all of its services. If this database has replaced that one for good, delete the keys {${keyPrefix}}:* first.`,
  );
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const wholeNumber = (value: unknown, otherwise: number): number =>
  typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : otherwise;

/** What is said on the channel besides "read now": of which database, and how far its projection is known to be. */
export const announcementOf = ({ identity, value: { timeline, seq } }: HighestSeq): string =>
  `${identity ?? ''} ${timeline} ${seq}`;

/** False for what another database's processes say on the same channel. */
export const concerns = (announcement: string, { identity }: HighestSeq): boolean => {
  const [said = ''] = announcement.split(' ', 1);
  return said === '' || identity === null || said === identity;
};

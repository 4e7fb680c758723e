import { isAhead, type Position } from '../../domain/changes/position.js';

type Place = Pick<Position, 'timeline' | 'seq'>;

const NOWHERE: Place = { timeline: 0, seq: -1 };

/**
 * The furthest that this process has itself brought Redis to without a gap, or has seen stamped there. It never falls: a
 * projection that knows less, or mirrors a history that is over, is an older copy in place of the one that was there.
 */
export class HighestSeq {
  private place: Place = NOWHERE;
  private of: string | null = null;

  get value(): Place {
    return this.place;
  }

  /** The database whose projection this is: that of this process, or the first that was seen. */
  get identity(): string | null {
    return this.of;
  }

  /** @param identity null or '' for a stamp of an earlier release, which has none. */
  pin(identity: string | null): void {
    if (this.of === null && identity !== null && identity !== '') this.of = identity;
  }

  raise(place: Place): void {
    if (isAhead(place, this.place)) this.place = { timeline: place.timeline, seq: place.seq };
  }
}

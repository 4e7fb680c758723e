import type { TokenIdentity } from '../../oauth/ports/revocation-check.js';

/** Some 100 bytes each: about 50 MB. */
const MAX_DENIALS = 500_000;

/**
 * Denials in the memory of this process. They are only added, until they expire: nobody takes a denial back, so whatever
 * happens to the set that they were read from, what is here stays true.
 */
export class LocalDenials {
  private readonly jtis = new Map<string, number>();
  private readonly epochs = new Map<number, number>();
  private readonly kids = new Map<string, number>();

  constructor(private readonly max = MAX_DENIALS) {}

  get size(): number {
    return this.jtis.size + this.epochs.size + this.kids.size;
  }

  /** More than this process may hold: it can no longer be complete. */
  get full(): boolean {
    return this.size > this.max;
  }

  has(token: TokenIdentity): boolean {
    return this.epochs.has(token.epoch) || this.jtis.has(token.jti) || this.kids.has(token.kid);
  }

  /** @param member as it stands in the set; one of no known kind concerns no token. @param score milliseconds. */
  keep(member: string, score: number): void {
    // In whole seconds it is a small integer, which costs a map nothing.
    const expiry = Math.ceil(score / 1_000);
    if (member.startsWith('jti:')) keepLater(this.jtis, compact(member.slice(4)), expiry);
    else if (member.startsWith('epoch:')) keepLater(this.epochs, Number(member.slice(6)), expiry);
    else if (member.startsWith('kid:')) keepLater(this.kids, compact(member.slice(4)), expiry);
  }

  /** Drops what has expired. */
  sweep(nowMs: number): void {
    const now = nowMs / 1_000;
    for (const map of [this.jtis, this.epochs, this.kids] as Map<unknown, number>[])
      for (const [id, expiry] of map) if (expiry <= now) map.delete(id);
  }

  clear(): void {
    for (const map of [this.jtis, this.epochs, this.kids]) map.clear();
  }
}

const keepLater = <Id>(map: Map<Id, number>, id: Id, expiry: number): void => {
  if (expiry > (map.get(id) ?? 0)) map.set(id, expiry);
};

/** A slice would keep the string that it was cut from. */
const compact = (id: string): string => Buffer.from(id, 'utf8').toString('utf8');

const MAX_KIDS = 1_000;

/** Kids that a fetched set did not hold, so that asking for them again brings nothing. Bounded: anyone can make up kids. */
export class UnknownKids {
  private readonly until = new Map<string, number>();

  /** @param now - monotonic milliseconds. */
  has(kid: string, now: number): boolean {
    const until = this.until.get(kid);
    if (until === undefined) return false;
    if (now < until) return true;
    this.until.delete(kid);
    return false;
  }

  add(kid: string, until: number): void {
    this.until.delete(kid);
    if (this.until.size >= MAX_KIDS) {
      // A Map keeps the order of insertion: the first is the oldest.
      const [oldest] = this.until.keys();
      if (oldest !== undefined) this.until.delete(oldest);
    }
    this.until.set(kid, until);
  }
}

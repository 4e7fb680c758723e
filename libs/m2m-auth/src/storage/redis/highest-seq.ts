/**
 * The highest seq that this process has itself put into Redis without a gap, or has seen stamped there. It never
 * falls: a projection that knows less is an older copy, put in place of the one that was there.
 */
export class HighestSeq {
  private seq = 0;

  get value(): number {
    return this.seq;
  }

  raise(seq: number): void {
    if (seq > this.seq) this.seq = seq;
  }
}

/** The `seq` of the meta hash; -1, which is below every seq, when it is missing or no number. */
export const stampedSeq = (value: unknown): number =>
  typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : -1;

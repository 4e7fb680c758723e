import { setImmediate as nextTurn } from 'node:timers/promises';

/** What a server does in a client's life. */
const LIFE_OPERATIONS = [
  'register',
  'import',
  'add secret',
  'remove secret',
  'delete',
  'rotate keys',
] as const;

export type LifeOperation = (typeof LIFE_OPERATIONS)[number];

/** So often each operation is measured at a server before one of them is aimed at. */
const MEASURED_BEFORE = 2;
const NEWEST = 15;

interface Target {
  readonly kind: LifeOperation;
  readonly fraction: number;
  passes: number;
}

/**
 * A moment at random within an operation: at some fraction of how long operations of its kind take at this server, from the
 * beginning of one of the next of them.
 */
export class KillMoment {
  /** Resolves at the moment, with the operation that was aimed at. */
  readonly reached: Promise<LifeOperation>;
  private readonly durations = new Map<LifeOperation, number[]>();
  private readonly target: Target;
  private reach: (kind: LifeOperation) => void = () => undefined;
  private aimed = false;

  constructor(random: () => number) {
    const kind = LIFE_OPERATIONS[Math.floor(random() * LIFE_OPERATIONS.length)] ?? 'register';
    this.target = { kind, fraction: random(), passes: Math.floor(random() * 3) };
    this.reached = new Promise((resolve) => (this.reach = resolve));
  }

  began(kind: LifeOperation): void {
    if (this.aimed || kind !== this.target.kind || !this.measured) return;
    this.target.passes -= 1;
    if (this.target.passes >= 0) return;
    this.aimed = true;
    void this.fireAt(performance.now() + this.target.fraction * this.median(kind));
  }

  took(kind: LifeOperation, ms: number): void {
    this.durations.set(kind, [...(this.durations.get(kind) ?? []), ms].slice(-NEWEST));
  }

  private get measured(): boolean {
    return LIFE_OPERATIONS.every((kind) => (this.durations.get(kind) ?? []).length >= MEASURED_BEFORE);
  }

  private median(kind: LifeOperation): number {
    const sorted = (this.durations.get(kind) ?? []).toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
  }

  /** Turn by turn: timers are no finer than a millisecond, and there are operations of a few. */
  private async fireAt(moment: number): Promise<void> {
    while (performance.now() < moment) await nextTurn();
    this.reach(this.target.kind);
  }
}

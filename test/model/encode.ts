import {
  isNowhere,
  LOOP_STEPS,
  NOWHERE,
  WRITE_STEPS,
  type Place,
  type Process,
  type State,
  type Truth,
} from './state.js';

const WATCHING = ['', 'meta', 'both'] as const;
const BROKEN = ['', 'a counter fell'] as const;
export const PROCESS_BYTES = 34;

/** States one behind the other, a byte for each number. */
export class Bytes {
  private values = new Uint8Array(1 << 16);
  length = 0;
  private readAt = 0;

  put(value: number): void {
    if (this.length === this.values.length) {
      const longer = new Uint8Array(2 * this.length);
      longer.set(this.values);
      this.values = longer;
    }
    this.values[this.length++] = value;
  }

  at(index: number): number {
    return this.values[index] ?? 0;
  }

  get unread(): boolean {
    return this.readAt < this.length;
  }

  take(): number {
    return this.at(this.readAt++);
  }
}

const flags = (a: boolean, b = false, c = false, d = false, e = false, f = false): number =>
  +a | (+b << 1) | (+c << 2) | (+d << 3) | (+e << 4) | (+f << 5);

const isSet = (bits: number, index: number): boolean => (bits & (1 << index)) !== 0;

const markNumber = (mark: string): number => (mark === '' ? 0 : mark.charCodeAt(0));

const LETTERS = Array.from({ length: 128 }, (_, code) => (code === 0 ? '' : String.fromCharCode(code)));

const markOf = (value: number): string => LETTERS[value] ?? '';

const putPlace = (to: Bytes, { timeline, seq, mark }: Place): void => {
  to.put(timeline);
  to.put(seq);
  to.put(markNumber(mark));
};

const takePlace = (from: Bytes): Place => {
  const place = { timeline: from.take(), seq: from.take(), mark: markOf(from.take()) };
  return isNowhere(place) ? NOWHERE : place;
};

const putTruth = (to: Bytes, { place, marks, deniedAt }: Truth): void => {
  putPlace(to, place);
  to.put(marks.length);
  for (const mark of marks) to.put(markNumber(mark));
  to.put(deniedAt.length);
  for (const seq of deniedAt) to.put(seq);
};

const takeTruth = (from: Bytes): Truth => {
  const place = takePlace(from);
  const marks: string[] = [];
  for (let left = from.take(); left > 0; left -= 1) marks.push(markOf(from.take()));
  const deniedAt: number[] = [];
  for (let left = from.take(); left > 0; left -= 1) deniedAt.push(from.take());
  return { place, marks, deniedAt };
};

const putProcess = (to: Bytes, { seen, highest, loop, write, ...process }: Process): void => {
  const { trusted, agreed, marker, restarted } = process;
  to.put(flags(trusted, agreed, marker, restarted, loop.disturbed, loop.lacking));
  to.put(LOOP_STEPS.indexOf(loop.next));
  to.put(WATCHING.indexOf(loop.watching));
  to.put(loop.denials);
  to.put(WRITE_STEPS.indexOf(write.next));
  to.put(write.denial | (+write.overtaken << 6));
  to.put(write.denials);
  for (const place of [seen, highest, write.place, write.found]) putPlace(to, place);
  for (const place of [loop.known, loop.found, loop.given, loop.stamp, loop.floor]) putPlace(to, place);
};

const nth = <T>(values: readonly T[], index: number): T => {
  const value = values[index];
  if (value === undefined) throw new Error('This is no state.');
  return value;
};

const takeProcess = (from: Bytes): Process => {
  const bits = from.take();
  const next = nth(LOOP_STEPS, from.take());
  const watching = nth(WATCHING, from.take());
  const denials = from.take();
  const writing = nth(WRITE_STEPS, from.take());
  const denial = from.take();
  const written = from.take();
  const [seen, highest] = [takePlace(from), takePlace(from)];
  const [place, answered] = [takePlace(from), takePlace(from)];
  const [known, found, given] = [takePlace(from), takePlace(from), takePlace(from)];
  const [stamp, floor] = [takePlace(from), takePlace(from)];
  const [disturbed, lacking] = [isSet(bits, 4), isSet(bits, 5)];
  return {
    seen,
    highest,
    trusted: isSet(bits, 0),
    agreed: isSet(bits, 1),
    marker: isSet(bits, 2),
    restarted: isSet(bits, 3),
    loop: { next, watching, disturbed, known, found, given, stamp, floor, lacking, denials },
    write: {
      next: writing,
      denial: denial & 63,
      overtaken: isSet(denial, 6),
      place,
      found: answered,
      denials: written,
    },
  };
};

/** Writes a state behind what is there. The two processes come last. */
export const putState = (to: Bytes, { truth, past, redis, processes, left, ...state }: State): void => {
  const { acknowledged, timelines, marks } = state;
  for (const value of [left.writes, left.rewinds, left.restarts, left.flushes]) to.put(value);
  for (const value of [acknowledged, timelines, marks, BROKEN.indexOf(state.broken)]) to.put(value);
  to.put(redis.deny);
  to.put(flags(redis.sentinel, redis.inc, redis.confirmed));
  putPlace(to, redis.stamp);
  putTruth(to, truth);
  to.put(past.length);
  for (const each of past) putTruth(to, each);
  for (const process of processes) putProcess(to, process);
};

/** Reads the next state that {@link putState} has written. */
export const takeState = (from: Bytes): State => {
  const left = {
    writes: from.take(),
    rewinds: from.take(),
    restarts: from.take(),
    flushes: from.take(),
  };
  const [acknowledged, timelines, marks] = [from.take(), from.take(), from.take()];
  const broken = nth(BROKEN, from.take());
  const [deny, bits] = [from.take(), from.take()];
  const stamp = takePlace(from);
  const redis = { deny, sentinel: isSet(bits, 0), inc: isSet(bits, 1), confirmed: isSet(bits, 2), stamp };
  const truth = takeTruth(from);
  const past: Truth[] = [];
  for (let before = from.take(); before > 0; before -= 1) past.push(takeTruth(from));
  const processes: State['processes'] = [takeProcess(from), takeProcess(from)];
  return { truth, past, redis, processes, acknowledged, left, timelines, marks, broken };
};

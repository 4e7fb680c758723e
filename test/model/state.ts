import type { Position } from '../../libs/m2m-auth/src/domain/changes/position.js';

/** A position without what the model has only one of (the identity) or leaves out (epochs). The mark is one character. */
export type Place = Pick<Position, 'timeline' | 'seq' | 'mark'>;

/** Before every place: what a process remembers that has seen nothing, and what an empty Redis is stamped with (redis-stamp.ts). */
export const NOWHERE: Place = { timeline: 0, seq: 0, mark: '' };

export const isNowhere = ({ timeline }: Place): boolean => timeline === 0;

/** One state of the truth. A denial is one bit; `deniedAt` is the seq that each one stands under, 0 while there is none. */
export interface Truth {
  place: Place;
  /** By seq: what `m2m_changes` says the mark is, '' where there is no row. */
  marks: string[];
  deniedAt: number[];
}

export interface RedisData {
  deny: number;
  sentinel: boolean;
  /** `seq` is 0 while there is no stamp. */
  stamp: Place;
  /** `meta.inc` is that of this node. FLUSHDB takes it away; a restart of Redis is not modelled. */
  inc: boolean;
  confirmed: boolean;
}

/** The step of its loop that a process takes next; `steps.ts` says what each does. */
export const LOOP_STEPS = [
  'idle',
  'recall',
  'revise',
  'noteRevised',
  'recallToAdopt',
  'adopt',
  'pass',
  'reconcile',
  'recallForStamp',
  'reviseForStamp',
  'noteRevisedForStamp',
  'denialsBetween',
  'confirm',
  'mark',
  'snapshot',
  'fill',
  'watch',
  'stamp',
] as const;

export interface Loop {
  next: (typeof LOOP_STEPS)[number];
  /** What WATCH would say at EXEC. */
  watching: '' | 'meta' | 'both';
  disturbed: boolean;
  /** What this process, or the stamp, remembered when the question to the truth was asked. */
  known: Place;
  /** What the truth, or its snapshot, has answered. */
  found: Place;
  /** The position that the pass was given. */
  given: Place;
  stamp: Place;
  /** `HighestSeq` from before the look. */
  floor: Place;
  lacking: boolean;
  /** Denials on their way. */
  denials: number;
}

export const WRITE_STEPS = [
  'idle',
  'commit',
  'note',
  'project',
  'settle',
  'reconcile',
  'revise',
  'noteRevised',
  'noteSettled',
] as const;

export interface Write {
  next: (typeof WRITE_STEPS)[number];
  /** The denial that is written, as a bit. */
  denial: number;
  /** `History.seen` when the write began, then the position that it was committed at. */
  place: Place;
  /** A read came before the answer to the commit. */
  overtaken: boolean;
  /** What the truth has answered, and the denials for it. */
  found: Place;
  denials: number;
}

export interface Process {
  /** `History.seen`. */
  seen: Place;
  /** `HighestSeq`; the mark means nothing. */
  highest: Place;
  /** A period of `RedisTrust`. */
  trusted: boolean;
  /** `agreedAt` of the projection is set. */
  agreed: boolean;
  /** Its marker stands in the sorted set. It is kept here, so that processes can be told apart by nothing else. */
  marker: boolean;
  /** Started anew: a mutation gives it other rules. */
  restarted: boolean;
  loop: Loop;
  write: Write;
}

export interface State {
  truth: Truth;
  /** What the truth was before, for as long as it can still go back. */
  past: Truth[];
  redis: RedisData;
  processes: [Process, Process];
  /** Denials whose write was answered 200, and which are not lost for everybody (faults.ts). */
  acknowledged: number;
  /** How many of each are left to happen, and what has been used up. */
  left: { writes: number; rewinds: number; restarts: number; flushes: number };
  /** What was given out: timelines and marks are never given twice. */
  timelines: number;
  marks: number;
  /** Something in this state that no later state shows any more: which rule a step has broken. */
  broken: '' | 'a counter fell';
}

export type Bounds = State['left'];

export const NO_LOOP: Loop = {
  next: 'idle',
  watching: '',
  disturbed: false,
  known: NOWHERE,
  found: NOWHERE,
  given: NOWHERE,
  stamp: NOWHERE,
  floor: NOWHERE,
  lacking: false,
  denials: 0,
};

export const NO_WRITE: Write = {
  next: 'idle',
  denial: 0,
  place: NOWHERE,
  overtaken: false,
  found: NOWHERE,
  denials: 0,
};

/** Two processes that have started and agree with the truth and with Redis. */
export const initialState = (bounds: Bounds): State => {
  const place = { timeline: 1, seq: 1, mark: 'a' };
  const process: Process = {
    seen: place,
    highest: place,
    trusted: true,
    agreed: true,
    marker: false,
    restarted: false,
    loop: NO_LOOP,
    write: NO_WRITE,
  };
  return {
    truth: { place, marks: ['', 'a'], deniedAt: Array.from({ length: bounds.writes }, () => 0) },
    past: [],
    redis: { deny: 0, sentinel: true, stamp: place, inc: true, confirmed: true },
    processes: [process, process],
    acknowledged: 0,
    left: bounds,
    timelines: 1,
    marks: 1,
    broken: '',
  };
};

/** Everything that a step may change; places are never changed, only replaced. */
export const copyOf = (state: State): State => ({
  ...state,
  redis: { ...state.redis },
  processes: [copyOfProcess(state.processes[0]), copyOfProcess(state.processes[1])],
  left: { ...state.left },
});

const copyOfProcess = (process: Process): Process => ({
  ...process,
  loop: { ...process.loop },
  write: { ...process.write },
});

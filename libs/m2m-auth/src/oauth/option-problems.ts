/** Why an option cannot be used: left out, of the wrong kind, with a value that does not fit, not known, in the wrong place, or against another one. */
export type OptionProblemCode = 'missing' | 'kind' | 'value' | 'unknown' | 'misplaced' | 'conflict';

/** One thing that is wrong with one option. */
export interface OptionProblem {
  /** The option, e.g. `signing.secret` or `redis.cluster[0]`; empty for the options as a whole. */
  readonly path: string;
  readonly code: OptionProblemCode;
  /** A sentence that names the option. It never holds a value. */
  readonly message: string;
}

/** The options cannot be used. Names every problem at once, without values. */
export class M2MAuthOptionsError extends Error {
  constructor(readonly problems: readonly OptionProblem[]) {
    const lines = problems.map(({ message }) => `  - ${message}`);
    super(`nestjs-m2m-auth is not configured:\n${lines.join('\n')}`);
    this.name = 'M2MAuthOptionsError';
  }
}

/** Collects what is wrong with options, so that their owner is told everything at once. */
export class OptionProblems {
  private readonly found: OptionProblem[] = [];

  get all(): readonly OptionProblem[] {
    return this.found;
  }

  /** @param rule what the option must be, to be read after its path. */
  add(path: string, rule: string, code: OptionProblemCode = 'value'): void {
    this.take([{ path, code, message: path === '' ? rule : `${path} ${rule}` }]);
  }

  /** What is said of an option of the wrong kind, or of a part of it, says nothing new. */
  take(problems: readonly OptionProblem[]): void {
    const unread = this.found.filter(({ code }) => code === 'kind');
    this.found.push(...problems.filter(({ path }) => !unread.some((kind) => isWithin(path, kind.path))));
  }

  /** @throws M2MAuthOptionsError when there is any problem. */
  refuseAny(): void {
    if (this.found.length > 0) throw new M2MAuthOptionsError(this.found);
  }
}

const isWithin = (path: string, whole: string): boolean =>
  whole === '' || path === whole || (path.startsWith(whole) && /^[.[]/.test(path.slice(whole.length)));

import type { ConfigProblem } from './config-error.js';

export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/** Reads settings by name and collects what is wrong with them, instead of stopping at the first. */
export class EnvironmentReader {
  readonly #problems: ConfigProblem[] = [];

  constructor(
    private readonly variables: EnvironmentVariables,
    private readonly readFile: (path: string) => string,
  ) {}

  get problems(): readonly ConfigProblem[] {
    return this.#problems;
  }

  problem(name: string, message: string): undefined {
    this.#problems.push({ name, message });
    return undefined;
  }

  /** True when the variable exists but holds nothing. */
  isBlank(name: string): boolean {
    return this.#given(name)?.trim() === '';
  }

  /** The trimmed value; undefined when unset or blank. */
  text(name: string): string | undefined {
    return this.#given(name)?.trim() || undefined;
  }

  /** The value of `name`, or the contents of the file that `name_FILE` names. */
  secret(name: string, options: { blankCounts?: boolean } = {}): string | undefined {
    const direct = this.text(name);
    const path = this.text(`${name}_FILE`);
    if (path === undefined) return direct;
    if (direct !== undefined || (options.blankCounts && this.isBlank(name))) {
      return this.problem(name, `is set together with ${name}_FILE; set one of them.`);
    }
    return this.#fileContents(`${name}_FILE`, path);
  }

  /** One of `choices`, exactly as written. */
  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    return (
      choices.find((choice) => choice === value) ??
      this.problem(name, `must be one of ${choices.join(', ')}.`)
    );
  }

  integer(name: string, bounds: { min: number; max: number; fallback: number }): number {
    const value = this.text(name);
    if (value === undefined) return bounds.fallback;
    const parsed = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    if (parsed >= bounds.min && parsed <= bounds.max) return parsed;
    this.problem(name, `must be a whole number between ${bounds.min} and ${bounds.max}.`);
    return bounds.fallback;
  }

  /** By own names only: a document may ask for a variable of any name, `__proto__` included. */
  #given(name: string): string | undefined {
    return Object.hasOwn(this.variables, name) ? this.variables[name] : undefined;
  }

  #fileContents(name: string, path: string): string | undefined {
    let contents: string;
    try {
      contents = this.readFile(path).trim();
    } catch {
      return this.problem(name, 'names a file that cannot be read.');
    }
    return contents || this.problem(name, 'names an empty file.');
  }
}

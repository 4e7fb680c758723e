import type { Terminal } from './terminal.js';

/** Says what a command found: in JSON for programs, as text for people. */
export class Output {
  constructor(
    private readonly terminal: Pick<Terminal, 'stdout' | 'stderr'>,
    private readonly json: boolean,
  ) {}

  /** The result, once a run. */
  show<T>(value: T, text: (value: T) => string): void {
    this.terminal.stdout(`${this.json ? JSON.stringify(value, null, 2) : text(value)}\n`);
  }

  /** How far long work has come, where it does not mix with the result. */
  progress(text: string): void {
    this.terminal.stderr(`${text}\n`);
  }
}

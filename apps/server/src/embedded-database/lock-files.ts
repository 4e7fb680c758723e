import {
  closeSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { randomId } from '../system-random.js';
import { currentProcess, type ProcessIdentity } from './process-identity.js';

/** The numbered lock files beside a folder, and what they say. */
export class LockFiles {
  readonly #parent: string;
  readonly #name: string;

  constructor(directory: string) {
    this.#parent = dirname(directory);
    this.#name = basename(directory);
  }

  /** Ascending. */
  numbers(): number[] {
    const prefix = `${this.#name}.lock.`;
    return readdirSync(this.#parent)
      .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
      .map((name) => Number(name.slice(prefix.length)))
      .sort((a, b) => a - b);
  }

  /** False when another process was faster. The file appears with its contents or not at all. */
  create(number: number): boolean {
    return this.#withDraft((draft) => {
      try {
        linkSync(draft, this.#path(number));
        return true;
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return false;
        throw error;
      }
    });
  }

  /** Undefined when it was released, or is there no longer. */
  holder(number: number): ProcessIdentity | undefined {
    try {
      const contents = readFileSync(this.#path(number), 'utf8');
      return contents === '' ? undefined : (JSON.parse(contents) as ProcessIdentity);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** When the holder last gave a sign of life, by the file system's clock; undefined when the file is gone. */
  lastSign(number: number): number | undefined {
    return statSync(this.#path(number), { throwIfNoEntry: false })?.mtimeMs;
  }

  /** The file system's clock, which need not be this process'. */
  now(): number {
    return this.#withDraft((draft) => statSync(draft).mtimeMs);
  }

  giveSign(number: number): void {
    try {
      const file = openSync(this.#path(number), 'r+');
      writeSync(file, '{', 0);
      closeSync(file);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
  }

  /** Keeps the file, because numbers must never be given twice while somebody still looks at them. */
  release(number: number): void {
    if (this.lastSign(number) !== undefined) truncateSync(this.#path(number), 0);
  }

  remove(number: number): void {
    rmSync(this.#path(number), { force: true });
  }

  #withDraft<T>(use: (path: string) => T): T {
    const draft = join(this.#parent, `.${this.#name}.lock-draft.${randomId()}`);
    writeFileSync(draft, JSON.stringify(currentProcess()), { mode: 0o600, flag: 'wx' });
    try {
      return use(draft);
    } finally {
      rmSync(draft, { force: true });
    }
  }

  #path(number: number): string {
    return join(this.#parent, `${this.#name}.lock.${number}`);
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

import { transformFileSync } from '@swc/core';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

/** The server's sources, compiled so that other node processes can import them. */
export class CompiledServer {
  // Inside the repository, so that bare imports resolve.
  private readonly directory: string;

  constructor() {
    const cache = resolve('node_modules/.cache');
    mkdirSync(cache, { recursive: true });
    this.directory = mkdtempSync(join(cache, 'compiled-'));
    writeFileSync(join(this.directory, 'package.json'), '{"type":"module"}');
    const sources = join(__dirname, '../src');
    const files = readdirSync(sources, { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((name) => /(?<!\.spec)\.ts$/.test(name))) {
      const { code } = transformFileSync(join(sources, file), {
        jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2023' },
        module: { type: 'es6' },
      });
      const target = join(this.directory, file.replace(/\.ts$/, '.js'));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, code);
    }
  }

  url(file: string): string {
    return pathToFileURL(join(this.directory, file)).href;
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** A node process that runs an ES module given as text, and says things line by line. */
export class Child {
  readonly exited: Promise<unknown>;
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(script: string, ...args: string[]) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#process = child;
    this.exited = once(child, 'exit');
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** The next line, or `undefined` at the end of its output. */
  async line(): Promise<string | undefined> {
    const { value, done } = (await this.#lines.next()) as IteratorResult<string, undefined>;
    return done ? undefined : value;
  }

  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.exited;
  }
}

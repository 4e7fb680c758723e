import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { runCommandLine } from '../../../apps/server/src/cli/run-command-line.js';
import { INTERNAL_API_KEY } from '../../processes/support/server-process.js';

/** What a run left behind. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly url: string;
  readonly stdin?: string;
  /** What a person at the terminal answers to the question; without it there is no terminal. */
  readonly answer?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const environmentOf = ({ url, env }: Surroundings): Record<string, string> => ({
  INTERNAL_API_KEY,
  M2M_AUTH_URL: url,
  ...env,
});

/** The built command in a process of its own, as operators run it. */
export const runBuilt = async (words: readonly string[], surroundings: Surroundings): Promise<Run> => {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [resolve('apps/server/bin/m2m-auth.mjs'), ...words], {
    env: { PATH, HOME, ...environmentOf(surroundings) },
  });
  child.stdin.end(surroundings.stdin ?? '');
  const ended = new Promise<number | null>((done) => child.on('close', done));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
};

/** The same without a process: quick enough for everything that can go wrong. */
export const runHere = async (words: readonly string[], surroundings: Surroundings): Promise<Run> => {
  const written = { stdout: '', stderr: '' };
  const code = await runCommandLine(words, {
    env: environmentOf(surroundings),
    stdout: (output) => void (written.stdout += output),
    stderr: (output) => void (written.stderr += output),
    readStdin: () => Promise.resolve(surroundings.stdin ?? ''),
    readFile: (path) => readFileSync(path, 'utf8'),
    ask:
      surroundings.answer === undefined
        ? undefined
        : (question) => {
            written.stderr += question;
            return Promise.resolve(surroundings.answer ?? '');
          },
    now: () => Date.now(),
  });
  return { code, ...written };
};

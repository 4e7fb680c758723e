import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import type { Terminal } from './terminal.js';

/** The question goes to stderr, so that stdout holds the result alone. The end of the input is an empty answer. */
const ask = (question: string): Promise<string> =>
  new Promise((resolve) => {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    lines.once('close', () => resolve(''));
    lines.question(question, (answer) => {
      resolve(answer);
      lines.close();
    });
  });

/** The process that the command line was started in. */
export const systemTerminal: Terminal = {
  env: process.env,
  stdout: (output) => void process.stdout.write(output),
  stderr: (output) => void process.stderr.write(output),
  readStdin: () => text(process.stdin),
  readFile: (path) => readFileSync(path, 'utf8'),
  ask: process.stdin.isTTY && process.stderr.isTTY ? ask : undefined,
  now: () => Date.now(),
};

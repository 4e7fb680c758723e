import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import type { Terminal } from './terminal.js';

/** The process that the command line was started in. */
export const systemTerminal: Terminal = {
  env: process.env,
  stdout: (output) => void process.stdout.write(output),
  stderr: (output) => void process.stderr.write(output),
  readStdin: () => text(process.stdin),
  readFile: (path) => readFileSync(path, 'utf8'),
  now: () => Date.now(),
};

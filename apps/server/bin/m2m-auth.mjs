#!/usr/bin/env node
// Stands in the repository, so that npm can link the command before anything is built.
import { existsSync } from 'node:fs';

const main = new URL('../dist/cli/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  console.error('The command line is not built yet: run npm run build.');
  process.exitCode = 2;
}

// Module hooks: the built library with other constants, since these are no options.
import { readFile } from 'node:fs/promises';

const FOLDER = '/libs/m2m-auth/dist/domain/';
/** By the end of the file's path: the constant and its value. */
let changes = {};

export function initialize({ cost, grid }) {
  changes = {
    'credentials/bcrypt-hash.js': ['BCRYPT_COST', cost],
    // Holds nothing back: each refusal is answered as soon as the work is done.
    ...(!grid && { 'throttling/failure-grid.js': ['MAX_HELD', '0'] }),
  };
}

export async function load(url, context, next) {
  const [, place = ''] = url.split(FOLDER);
  const change = changes[place];
  if (change === undefined) return next(url, context);
  const [constant, value] = change;
  const source = await readFile(new URL(url), 'utf8');
  const assignment = new RegExp(`const ${constant} = [\\d_]+`);
  if (!assignment.test(source)) throw new Error(`${url} holds no ${constant} to replace.`);
  return {
    format: 'module',
    source: source.replace(assignment, `const ${constant} = ${value}`),
    shortCircuit: true,
  };
}

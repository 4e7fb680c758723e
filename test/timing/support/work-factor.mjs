// Module hooks: the library with another work factor, since its own is no option.
import { readFile } from 'node:fs/promises';

const PLACE = '/dist/domain/credentials/bcrypt-hash.js';
const CONSTANT = /BCRYPT_COST = \d+/;
let cost = '';

export function initialize(data) {
  cost = data.cost;
}

export async function load(url, context, next) {
  if (!url.endsWith(PLACE)) return next(url, context);
  const source = await readFile(new URL(url), 'utf8');
  if (!CONSTANT.test(source)) throw new Error(`${url} holds no work factor to replace.`);
  return { format: 'module', source: source.replace(CONSTANT, `BCRYPT_COST = ${cost}`), shortCircuit: true };
}

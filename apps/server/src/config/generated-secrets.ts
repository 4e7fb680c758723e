import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomId, randomSecret } from '../system-random.js';

export interface GeneratedSecret {
  readonly value: string;
  readonly path: string;
  /** True for the process that made it, once. */
  readonly fresh: boolean;
}

/**
 * The secret kept in `directory/name`; made there, readable by its owner only, when it is missing. It appears
 * complete or not at all, and of several processes that start together one makes it and all read the same.
 */
export function generatedSecret(directory: string, name: string): GeneratedSecret {
  const path = join(directory, name);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const known = readSecret(path);
  if (known !== undefined) return { value: known, path, fresh: false };
  const draft = `${path}.${randomId()}`;
  writeFileSync(draft, `${randomSecret()}\n`, {
    mode: 0o600,
    flag: 'wx',
    flush: true,
  });
  const fresh = publish(draft, path);
  return { value: readSecret(path) ?? '', path, fresh };
}

function readSecret(path: string): string | undefined {
  let contents: string;
  try {
    contents = readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  if (contents.length < 32) throw new Error(`${path} should hold a generated secret, but is too short.`);
  return contents;
}

function publish(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

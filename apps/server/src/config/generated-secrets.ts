import {
  closeSync,
  fstatSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
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
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    requirePrivate(path, file);
    const contents = readFileSync(file, 'utf8').trim();
    if (contents.length < 32) throw new Error(`${path} should hold a generated secret, but is too short.`);
    return contents;
  } finally {
    closeSync(file);
  }
}

/** Whoever else can write the file decides who administers this server, and whoever can read it, administers it. */
function requirePrivate(path: string, file: number): void {
  // Windows has neither owners nor modes of this kind.
  if (process.getuid === undefined) return;
  const { uid, mode } = fstatSync(file);
  if (uid !== process.getuid() && uid !== 0) {
    throw new Error(
      `${path} belongs to another user, who may know or replace the secret in it. Delete the file.`,
    );
  }
  if ((mode & 0o077) !== 0) {
    throw new Error(
      `${path} is open to other users. Delete it, or run chmod 600 on it if nobody has read it.`,
    );
  }
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

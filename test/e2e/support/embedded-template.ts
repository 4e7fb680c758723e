import { PGlite } from '@electric-sql/pglite';
import { cp, mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const packageFolder = (): string => {
  const entry = require.resolve('@electric-sql/pglite');
  return dirname(dirname(entry));
};

/** Kept between runs, and made anew for another version of PGlite. */
const templatePath = async (): Promise<string> => {
  const folder = packageFolder();
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
  return join(folder, '..', '..', '.cache', 'm2m-e2e', `pglite-${version}`);
};

const make = async (path: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  const draft = await mkdtemp(`${path}-`);
  const database = await PGlite.create(draft);
  await database.close();
  // Whoever is second finds the place taken, by the same thing.
  await rename(draft, path).catch(() => rm(draft, { recursive: true, force: true }));
};

/**
 * Puts an empty database cluster where an embedded server looks for its own, because `initdb` takes seconds and is
 * not what is tested. Migrations are left to the server.
 */
export const seedEmbeddedDatabase = async (dataDirectory: string): Promise<void> => {
  const template = await templatePath();
  if (!(await exists(template))) await make(template);
  await cp(template, join(dataDirectory, 'postgres'), { recursive: true });
};

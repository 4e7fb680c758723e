import { cp, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { npm, repository } from './run.js';

/** The packed library. */
export interface Tarball {
  readonly path: string;
  /** Paths inside the package. */
  readonly files: readonly string[];
}

const ROOT_FILES = ['node_modules', 'scripts', 'tsconfig.base.json'];
const LIBRARY = 'libs/m2m-auth';

/**
 * Packs the library as it would be published, its `prepack` build included. It is built in a copy: other tests may be
 * running what stands in the repository's own `dist`.
 */
export const packLibrary = async (directory: string): Promise<Tarball> => {
  const copy = join(directory, 'repository');
  await mkdir(copy, { recursive: true });
  for (const name of ROOT_FILES) await symlink(join(repository, name), join(copy, name));
  await cp(join(repository, LIBRARY), join(copy, LIBRARY), {
    recursive: true,
    filter: (source) => !/[\\/](dist|node_modules)$/.test(source),
  });
  const library = join(copy, LIBRARY);
  await npm(library, 'run', 'prepack');
  const answer = await npm(library, 'pack', '--json', '--ignore-scripts', '--pack-destination', directory);
  const [packed] = JSON.parse(answer) as [{ filename: string; files: { path: string }[] }];
  return { path: join(directory, packed.filename), files: packed.files.map(({ path }) => path) };
};

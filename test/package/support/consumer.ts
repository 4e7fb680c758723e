import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeScript, npm, repository } from './run.js';

/** An application that has the library from the registry. */
export interface ConsumerDefinition {
  readonly name: string;
  readonly type: 'module' | 'commonjs';
  /** Exact versions. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** Files of `fixtures` without `.ts` that are compiled, with all that they import. */
  readonly entries: readonly string[];
}

const FIXTURES = join(repository, 'test/package/fixtures');
const TSC = join(repository, 'node_modules/typescript/bin/tsc');
/** What every Nest application sets, and nothing that would hide a fault in the library's own types. */
const COMPILER_OPTIONS = {
  target: 'ES2023',
  lib: ['ES2023'],
  types: ['node'],
  strict: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  esModuleInterop: true,
  rootDir: 'src',
};

/** A consumer with its packages installed. */
export class Consumer {
  private constructor(
    private readonly directory: string,
    private readonly definition: ConsumerDefinition,
  ) {}

  static async install(parent: string, tarball: string, definition: ConsumerDefinition): Promise<Consumer> {
    const directory = join(parent, definition.name);
    await mkdir(directory, { recursive: true });
    const dependencies = { ...definition.dependencies, 'nestjs-m2m-auth': `file:${tarball}` };
    const manifest = { private: true, type: definition.type, dependencies };
    await writeFile(join(directory, 'package.json'), JSON.stringify(manifest, null, 2));
    await cp(FIXTURES, join(directory, 'src'), { recursive: true });
    await npm(directory, 'install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts');
    return new Consumer(directory, definition);
  }

  /** Compiles with the repository's TypeScript. @returns the folder of the output. @throws with the diagnostics. */
  async compile(name: string, options: object): Promise<string> {
    const outDir = join(this.directory, 'dist', name);
    const config = {
      compilerOptions: { ...COMPILER_OPTIONS, ...options, outDir },
      files: this.definition.entries.map((entry) => `src/${entry}.ts`),
    };
    const path = join(this.directory, `tsconfig.${name}.json`);
    await writeFile(path, JSON.stringify(config, null, 2));
    await nodeScript(this.directory, TSC, '-p', path);
    return outDir;
  }
}

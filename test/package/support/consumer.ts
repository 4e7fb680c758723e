import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeScript, npm, repository } from './run.js';

/** An application that has the library from the registry. */
export interface ConsumerDefinition {
  readonly name: string;
  readonly type: 'module' | 'commonjs';
  /** Exact versions. */
  readonly dependencies: Readonly<Record<string, string>>;
  readonly overrides?: Readonly<Record<string, object>>;
  /** Files of `fixtures` without `.ts` that are compiled, with all that they import. */
  readonly entries: readonly string[];
  /** What its Jest must compile, as the readme says. */
  readonly esmPackages: readonly string[];
}

const FIXTURES = join(repository, 'test/package/fixtures');
const TSC = join(repository, 'node_modules/typescript/bin/tsc');
const JEST = join(repository, 'node_modules/jest/bin/jest.js');
const SWC = join(repository, 'node_modules/@swc/jest');
const SWC_OPTIONS = { transform: { legacyDecorator: true, decoratorMetadata: true }, target: 'es2023' };
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
    const { type, overrides } = definition;
    const manifest = { private: true, type, dependencies, overrides };
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

  /** Takes a package away: what still runs does not load it. */
  async remove(name: string): Promise<void> {
    await rm(join(this.directory, 'node_modules', name), { recursive: true });
  }

  /** Runs the application's own test under the repository's Jest. @throws with Jest's report when it fails. */
  async test(): Promise<void> {
    const path = join(this.directory, 'jest.config.json');
    const transform = (parser: object): unknown => [
      SWC,
      { jsc: { parser, ...SWC_OPTIONS }, module: { type: 'commonjs' } },
    ];
    const config = {
      testMatch: ['<rootDir>/src/*.jest.ts'],
      setupFiles: ['reflect-metadata'],
      moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': ['$1', '$1.js'] },
      transform: {
        '\\.ts$': transform({ syntax: 'typescript', decorators: true }),
        '\\.js$': transform({ syntax: 'ecmascript' }),
      },
      transformIgnorePatterns: [`/node_modules/(?!(${this.definition.esmPackages.join('|')})/)`],
    };
    await writeFile(path, JSON.stringify(config, null, 2));
    await nodeScript(this.directory, JEST, '--config', path);
  }
}

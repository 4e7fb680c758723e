import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { repository } from './run.js';

const SOURCES = join(repository, 'libs/m2m-auth/src');

/** What an entry point offers, in alphabetical order. */
export interface Exports {
  readonly values: readonly string[];
  readonly types: readonly string[];
}

/** The declarations that a build of the library writes, in memory. */
export class Declarations {
  private readonly program: ts.Program;
  /** By path below `src`. */
  private readonly texts = new Map<string, string>();

  constructor(entries: readonly string[]) {
    const { config } = ts.readConfigFile(join(repository, 'tsconfig.base.json'), ts.sys.readFile) as {
      config: { compilerOptions: object };
    };
    const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, repository);
    const rootNames = entries.map((entry) => join(SOURCES, entry));
    this.program = ts.createProgram(rootNames, { ...options, rootDir: SOURCES, outDir: SOURCES });
    const keep: ts.WriteFileCallback = (path, text) => this.texts.set(relative(SOURCES, path), text);
    this.program.emit(undefined, keep, undefined, true);
  }

  exportsOf(entry: string): Exports {
    const checker = this.program.getTypeChecker();
    const source = this.program.getSourceFile(join(SOURCES, entry));
    const module = source && checker.getSymbolAtLocation(source);
    if (!module) throw new Error(`${entry} is no module`);
    const isValue = (symbol: ts.Symbol): boolean => {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      const typeOnly = symbol.declarations?.some(ts.isTypeOnlyExportDeclaration) ?? false;
      return !typeOnly && (target.flags & ts.SymbolFlags.Value) !== 0;
    };
    const symbols = checker.getExportsOfModule(module);
    const names = (kept: readonly ts.Symbol[]): string[] => kept.map(({ name }) => name).sort();
    return { values: names(symbols.filter(isValue)), types: names(symbols.filter((one) => !isValue(one))) };
  }

  /** Packages that a consumer's compiler must find to read the types of an entry, in alphabetical order. */
  packagesOf(entry: string): readonly string[] {
    const packages = new Set<string>();
    const seen = new Set<string>();
    const visit = (path: string): void => {
      if (seen.has(path)) return;
      seen.add(path);
      const text = this.texts.get(path);
      if (text === undefined) throw new Error(`${path} is imported and not built`);
      for (const { fileName } of ts.preProcessFile(text).importedFiles) {
        if (fileName.startsWith('.')) visit(join(dirname(path), fileName).replace(/\.js$/, '.d.ts'));
        else packages.add(/^(@[^/]+\/)?[^/]+/.exec(fileName)?.[0] ?? fileName);
      }
    };
    visit(entry.replace(/\.ts$/, '.d.ts'));
    return [...packages].sort();
  }
}

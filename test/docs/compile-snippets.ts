import { join } from 'node:path';
import ts from 'typescript';
import { snippetsOf, type Snippet } from './markdown-snippets.js';

const REPOSITORY = process.cwd();
/** A folder that exists only in the compiler's eyes; packages are found from it as from any other. */
const FOLDER = join(REPOSITORY, 'test/docs/snippets');

const compilerOptions = (): ts.CompilerOptions => {
  const path = join(REPOSITORY, 'tsconfig.json');
  const { config } = ts.readConfigFile(path, ts.sys.readFile) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(
    { ...config, include: [], files: [] },
    ts.sys,
    REPOSITORY,
    undefined,
    path,
  );
  return options;
};

/** Snippets import each other by the names in their first lines. Of two with one name, the first is the one imported. */
const filesOf = (snippets: readonly Snippet[]): ReadonlyMap<string, Snippet> => {
  const files = new Map<string, Snippet>();
  for (const snippet of snippets) {
    const named = join(FOLDER, snippet.fileName ?? `line-${snippet.line}.ts`);
    files.set(files.has(named) ? named.replace(/\.ts$/, `.line-${snippet.line}.ts`) : named, snippet);
  }
  return files;
};

/**
 * Type-checks the TypeScript of a Markdown page as one application in this repository.
 *
 * @returns what the compiler has to say, as `line: message` with the line of the page; empty when all is well.
 */
export const compileSnippets = (markdown: string): readonly string[] => {
  const files = filesOf(snippetsOf(markdown, 'ts'));
  const options = compilerOptions();
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, directoryExists, getSourceFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path)?.code ?? readFile(path);
  host.directoryExists = (path) => path === FOLDER || (directoryExists?.(path) ?? true);
  host.getSourceFile = (path, version, ...rest) => {
    const code = files.get(path)?.code;
    return code === undefined
      ? getSourceFile(path, version, ...rest)
      : ts.createSourceFile(path, code, version);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files].flatMap(([path, snippet]) => {
    const source = program.getSourceFile(path);
    const diagnostics = [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ];
    return diagnostics.map(({ messageText, start = 0 }) => {
      const line = snippet.line + (source?.getLineAndCharacterOfPosition(start).line ?? 0);
      return `${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
  });
};

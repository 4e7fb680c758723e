import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

/** A regular expression and where it stands. */
export interface FoundExpression {
  readonly place: string;
  readonly pattern: RegExp;
}

const sources = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && /\.(ts|mjs)$/.test(entry.name) && !/\.(spec|d)\.ts$/.test(entry.name),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/node_modules|\/dist\//.test(path));

/**
 * Every regular expression literal below these folders, what is handed to dependencies included. One that is put together at
 * run time has no text to check, so there must be none: those are listed apart.
 */
export const regularExpressionsIn = (
  root: string,
  folders: readonly string[],
): { readonly found: readonly FoundExpression[]; readonly dynamic: readonly string[] } => {
  const found: FoundExpression[] = [];
  const dynamic: string[] = [];
  for (const path of folders.flatMap((folder) => sources(join(root, folder)))) {
    const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
    const placeOf = (node: ts.Node): string =>
      `${relative(root, path)}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) {
        const [, source = '', flags = ''] = /^\/(.*)\/([a-z]*)$/s.exec(node.text) ?? [];
        found.push({ place: placeOf(node), pattern: new RegExp(source, flags) });
      }
      const isConstruction = ts.isNewExpression(node) || ts.isCallExpression(node);
      if (isConstruction && ts.isIdentifier(node.expression) && node.expression.text === 'RegExp') {
        dynamic.push(placeOf(node));
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return { found, dynamic };
};

import ts from 'typescript';

/** The tests of a file by their names as they are written, `%s` included, each with the texts of its own table. */
export type TestTitles = ReadonlyMap<string, ReadonlySet<string>>;

/** `it(…)`, `it.each(…)(…)` and `it.each<…>(…)(…)`, and the same of `test`. */
const callee = (node: ts.Expression): string => {
  if (ts.isIdentifier(node)) return node.text;
  return ts.isCallExpression(node) || ts.isPropertyAccessExpression(node) ? callee(node.expression) : '';
};

const textsIn = (node: ts.Node): string[] => {
  const texts = ts.isStringLiteralLike(node) ? [node.text] : [];
  ts.forEachChild(node, (child) => void texts.push(...textsIn(child)));
  return texts;
};

export const readTestTitles = (source: string): TestTitles => {
  const titles = new Map<string, ReadonlySet<string>>();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ['it', 'test'].includes(callee(node.expression))) {
      const [title, body] = node.arguments;
      const table = ts.isCallExpression(node.expression) ? textsIn(node.expression) : [];
      if (title && body && ts.isStringLiteralLike(title)) {
        titles.set(title.text, new Set([...(titles.get(title.text) ?? []), ...table]));
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('test.ts', source, ts.ScriptTarget.ES2023));
  return titles;
};

import type { ConfigurationProblem } from 'nestjs-m2m-auth';
import { LineCounter, parseDocument, visit, type Document } from 'yaml';
import { isExactNumber } from './exact-number.js';

/** What a text says, or why it says nothing. */
export interface ParsedText {
  readonly document: unknown;
  /** With lines and columns, and without a word of the text: it may hold secrets. */
  readonly problems: readonly ConfigurationProblem[];
}

/** Parses YAML 1.2, and with it JSON. A key that stands twice is a problem in both, and so is a number that would change. */
export const parseConfigurationText = (text: string): ParsedText => {
  const lineCounter = new LineCounter();
  const parsed = parseDocument(text, { lineCounter, prettyErrors: false });
  const placed = (offset: number, message: string): ConfigurationProblem => {
    const { line, col } = lineCounter.linePos(offset);
    return { path: `line ${line}, column ${col}`, message };
  };
  const problems = [
    ...[...parsed.errors, ...parsed.warnings].map(({ code, pos: [offset] }) =>
      placed(offset, `cannot be read: ${code.toLowerCase().replaceAll('_', ' ')}`),
    ),
    ...changedNumbers(parsed).map((offset) => placed(offset, CHANGED_NUMBER)),
  ];
  if (problems.length > 0) return { document: undefined, problems };
  try {
    return { document: parsed.toJS() as unknown, problems };
  } catch {
    // Aliases that multiply: a few lines that would fill the memory.
    return { document: undefined, problems: [{ path: '', message: 'repeats its anchors too often' }] };
  }
};

const CHANGED_NUMBER =
  'holds a number that would be changed: too large, too many digits, or -0; quote it to keep it';

/** Where the numbers begin that JavaScript cannot hold as they are written, names of members included. */
const changedNumbers = (parsed: Document): number[] => {
  const offsets: number[] = [];
  visit(parsed, {
    Scalar(_key, { value, source, range }) {
      if (typeof value === 'number' && source !== undefined && !isExactNumber(source, value)) {
        offsets.push(range?.[0] ?? 0);
      }
    },
  });
  return offsets;
};

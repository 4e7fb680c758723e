import type { ConfigurationProblem } from 'nestjs-m2m-auth';
import { LineCounter, parseDocument } from 'yaml';

/** What a text says, or why it says nothing. */
export interface ParsedText {
  readonly document: unknown;
  /** With lines and columns, and without a word of the text: it may hold secrets. */
  readonly problems: readonly ConfigurationProblem[];
}

/** Parses YAML 1.2, and with it JSON. A key that stands twice is a problem in both. */
export const parseConfigurationText = (text: string): ParsedText => {
  const lineCounter = new LineCounter();
  const parsed = parseDocument(text, { lineCounter, prettyErrors: false });
  const problems = [...parsed.errors, ...parsed.warnings].map(({ code, pos: [offset] }) => {
    const { line, col } = lineCounter.linePos(offset);
    const message = `cannot be read: ${code.toLowerCase().replaceAll('_', ' ')}`;
    return { path: `line ${line}, column ${col}`, message };
  });
  if (problems.length > 0) return { document: undefined, problems };
  try {
    return { document: parsed.toJS() as unknown, problems };
  } catch {
    // Aliases that multiply: a few lines that would fill the memory.
    return { document: undefined, problems: [{ path: '', message: 'repeats its anchors too often' }] };
  }
};

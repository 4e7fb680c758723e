/** One fenced block of a Markdown page. */
export interface Snippet {
  /** What its first line says it is, as `// src/app.module.ts`; undefined when it says nothing. */
  readonly fileName: string | undefined;
  readonly code: string;
  /** Line of the page on which the code begins, from 1. */
  readonly line: number;
}

const BLOCK = /^```(\w+)\n([\s\S]*?)^```$/gm;
const FILE_NAME = /^\/\/ (?:src\/)?([\w.-]+\.ts)\b/;

/** The fenced blocks in one language. */
export const snippetsOf = (markdown: string, language: string): readonly Snippet[] => {
  const snippets: Snippet[] = [];
  for (const match of markdown.matchAll(BLOCK)) {
    const [, blockLanguage, code = ''] = match;
    if (blockLanguage !== language) continue;
    const line = markdown.slice(0, match.index).split('\n').length + 1;
    snippets.push({ fileName: FILE_NAME.exec(code)?.[1], code, line });
  }
  return snippets;
};

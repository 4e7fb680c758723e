import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTestTitles, type TestTitles } from './test-titles.js';

/** One row of the page: a clause, and what is said to show it. */
export interface Clause {
  readonly id: string;
  readonly evidence: readonly string[];
}

const ROW = /^\| ([A-Z]+-\d+) \|(.*)\|$/gm;
const LINK = /^\[([^\]]+)\]: (\S+)$/gm;
/** `[file] name of a test`, and in brackets the rows of its table that are meant. */
const TEST = /^\[([^\]]+)\] `([^`]+)`(?: \((.+)\))?$/;
const DECISION = /^\[(ADR \d+)\]$/;

export const clausesOf = (page: string): readonly Clause[] =>
  [...page.matchAll(ROW)].map(([, id = '', cells = '']) => {
    const [, , shownBy = ''] = cells.split(' | ');
    return { id, evidence: shownBy.trim().split('<br>') };
  });

/** The files behind the links of a page, each read once. */
class LinkedFiles {
  private readonly targets: ReadonlyMap<string, string>;
  private readonly known = new Map<string, TestTitles>();

  constructor(page: string, folder: string) {
    this.targets = new Map(
      [...page.matchAll(LINK)].map(([, label = '', target = '']) => [label, join(folder, target)]),
    );
  }

  has(label: string): boolean {
    return existsSync(this.targets.get(label) ?? '');
  }

  titles(label: string): TestTitles {
    const titles =
      this.known.get(label) ?? readTestTitles(readFileSync(this.targets.get(label) ?? '', 'utf8'));
    this.known.set(label, titles);
    return titles;
  }
}

const problemOf = (evidence: string, files: LinkedFiles): string | undefined => {
  const decision = DECISION.exec(evidence)?.[1];
  if (decision !== undefined) return files.has(decision) ? undefined : `no ${decision}`;
  const [, label, title, named = ''] = TEST.exec(evidence) ?? [];
  if (label === undefined || title === undefined) return `neither a test nor a decision: ${evidence}`;
  if (!files.has(label)) return `no file ${label}`;
  const table = files.titles(label).get(title);
  if (!table) return `no test in ${label}: ${title}`;
  const missing = [...named.matchAll(/`([^`]+)`/g)].flatMap(([, row = '']) => (table.has(row) ? [] : [row]));
  return missing.length > 0 ? `no row of "${title}" in ${label}: ${missing.join(', ')}` : undefined;
};

/** What the page says that is not so; nothing when all of it is. */
export const problemsOf = (page: string, folder: string): readonly string[] => {
  const files = new LinkedFiles(page, folder);
  return clausesOf(page).flatMap(({ id, evidence }) =>
    evidence
      .map((one) => problemOf(one, files))
      .flatMap((problem) => (problem === undefined ? [] : [`${id}: ${problem}`])),
  );
};

import { readFileSync } from 'node:fs';
import { clausesOf, problemsOf } from './standards-page.js';

const FOLDER = 'docs';
const page = readFileSync(`${FOLDER}/standards.md`, 'utf8');

describe('the page of standards', () => {
  it('names tests that exist, under their names, and decisions that were made', () => {
    expect(problemsOf(page, FOLDER)).toEqual([]);
  });

  it('has each clause once and leaves no number out', () => {
    const ids = clausesOf(page).map(({ id }) => id);
    const families = [...new Set(ids.map((id) => id.replace(/\d+$/, '')))];
    const complete = families.flatMap((family) => {
      const first = family === 'EXT-' ? 2 : 1;
      const count = ids.filter((id) => id.startsWith(family)).length;
      return Array.from({ length: count }, (_, at) => family + String(first + at).padStart(2, '0'));
    });
    expect(ids).toEqual(complete);
    expect(families.length).toBeGreaterThan(10);
  });

  it('is found wrong where it is', () => {
    const wrong = [
      '| AA-01 | a | b | [here] `is found wrong where it is`<br>[here] `is no test` |',
      '| AA-02 | a | b | [here] `has each clause once and leaves no number out` (`no row`) |',
      '| AA-03 | a | b | [there] `x` |',
      '| AA-04 | a | b | [ADR 99] |',
      '| AA-05 | a | b | a promise |',
      '',
      '[here]: ../test/docs/standards.spec.ts',
      '[there]: ../test/docs/nothing.spec.ts',
    ].join('\n');
    expect(problemsOf(wrong, FOLDER)).toEqual([
      'AA-01: no test in here: is no test',
      'AA-02: no row of "has each clause once and leaves no number out" in here: no row',
      'AA-03: no file there',
      'AA-04: no ADR 99',
      'AA-05: neither a test nor a decision: a promise',
    ]);
  });
});

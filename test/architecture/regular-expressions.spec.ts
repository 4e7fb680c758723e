import { join } from 'node:path';
import { hostileInputs } from './support/hostile-inputs.js';
import { regularExpressionsIn } from './support/regular-expressions.js';
import { StepCountingMatcher, TooManySteps } from './support/step-counting-matcher.js';

const ROOT = join(__dirname, '../..');
/** Beyond the bounds that patterns have, so that a bounded repetition counts as what it is. */
const [SHORT, LONG] = [260, 780];
/** A text of three times the length may cost three times the steps, and a little more; quadratic would be nine times. */
const MOST_GROWTH = 4.5;

/** The worst growth over all hostile inputs; infinite when a search does not end. */
const growthOf = (pattern: RegExp): number => {
  const matcher = new StepCountingMatcher(pattern);
  try {
    return Math.max(
      1,
      ...hostileInputs(pattern).map((input) => matcher.count(input(LONG)) / matcher.count(input(SHORT))),
    );
  } catch (error) {
    if (error instanceof TooManySteps) return Number.POSITIVE_INFINITY;
    throw error;
  }
};

describe('the regular expressions of the repository cost no more than the length of their input', () => {
  const { found, dynamic } = regularExpressionsIn(ROOT, ['libs/m2m-auth/src', 'apps/server/src', 'scripts']);

  it('are all literals, so that all of them can be found', () => {
    expect(dynamic).toEqual([]);
    expect(found.length).toBeGreaterThan(80);
  });

  it.each(found.map(({ place, pattern }) => [`${place} ${pattern.source.slice(0, 60)}`, pattern] as const))(
    '%s',
    (_, pattern) => {
      expect(growthOf(pattern)).toBeLessThanOrEqual(MOST_GROWTH);
    },
  );

  it.each([
    /(a+)+$/,
    /^(a|a)*b/,
    /eyJ[\w-]{5,}\.[\w-]*\.?[\w-]*/g,
    /\s+$/,
    /(\w+\s?)+;/,
    /^(?:\w|\d)+$/,
    /a.*b.*c/,
  ])('would find %s', (pattern) => {
    expect(growthOf(pattern)).toBeGreaterThan(MOST_GROWTH);
  });

  it.each([/^\d{1,16}$/, /[\w-]+(?:\.[\w-]*)*/g, /^[A-Za-z0-9._-]{1,255}$/, /\bsk_[\w.~+/=-]+/g])(
    'lets %s pass',
    (pattern) => {
      expect(growthOf(pattern)).toBeLessThanOrEqual(MOST_GROWTH);
    },
  );

  it.each([
    [/^(?:a|b)*c$/, 'ababc', 'ababx'],
    [/(?<![a-z])x(?=y)/, ' xy', 'axy'],
  ] as const)('counts with a matcher that agrees with the engine on %s', (pattern, yes, no) => {
    expect(pattern.test(yes)).toBe(true);
    expect(pattern.test(no)).toBe(false);
    expect(new StepCountingMatcher(pattern).count(yes)).toBeGreaterThan(0);
  });
});

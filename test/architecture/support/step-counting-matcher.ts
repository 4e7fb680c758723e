import { RegExpParser, type AST } from '@eslint-community/regexpp';

/** More steps than any linear pattern needs for the inputs of the test: the search is given up. */
const STEP_LIMIT = 2_000_000;

export class TooManySteps extends Error {}

type Continue = (at: number) => boolean;
type Matcher = (at: number, then: Continue) => boolean;

/**
 * Matches as a backtracking engine does, and counts the steps. A clock would measure the machine; steps are the same
 * everywhere. Captures have no content here: a pattern with a backreference is refused.
 */
export class StepCountingMatcher {
  private steps = 0;
  private text = '';
  private readonly root: Matcher;
  private readonly flags: string;

  constructor(readonly pattern: RegExp) {
    this.flags = pattern.flags.replace(/[gyd]/g, '');
    const ast = new RegExpParser().parsePattern(pattern.source, undefined, undefined, {
      unicode: pattern.unicode,
    });
    this.root = this.disjunction(ast.alternatives, 'forward');
  }

  /** How many steps it takes to find every match, as `replace` with `g` does, or the first one, as `test` does. */
  count(text: string): number {
    this.text = text;
    this.steps = 0;
    for (let start = 0; start <= text.length; start += 1) {
      let end = -1;
      const matched = this.root(start, (at) => {
        end = at;
        return true;
      });
      if (!matched) continue;
      if (!this.pattern.global) break;
      start = Math.max(start, end - 1);
    }
    return this.steps;
  }

  private step(): void {
    this.steps += 1;
    if (this.steps > STEP_LIMIT) throw new TooManySteps();
  }

  private disjunction(alternatives: readonly AST.Alternative[], direction: Direction): Matcher {
    const ways = alternatives.map(({ elements }) => this.sequence(elements, direction));
    return (at, then) => ways.some((way) => way(at, then));
  }

  private sequence(elements: readonly AST.Element[], direction: Direction): Matcher {
    const ordered = direction === 'forward' ? [...elements].reverse() : elements;
    return ordered
      .map((element) => this.element(element, direction))
      .reduce<Matcher>(
        (rest, matcher) => (at, then) => matcher(at, (next) => rest(next, then)),
        (at, then) => then(at),
      );
  }

  private element(element: AST.Element, direction: Direction): Matcher {
    switch (element.type) {
      case 'Character':
      case 'CharacterClass':
      case 'CharacterSet':
      case 'ExpressionCharacterClass':
        return this.oneOf(element.raw, direction);
      case 'Group':
      case 'CapturingGroup':
        return this.disjunction(element.alternatives, direction);
      case 'Quantifier':
        return this.repeat(element, direction);
      case 'Assertion':
        return this.assertion(element);
      default:
        throw new Error(`A pattern with ${element.type} cannot be counted: ${this.pattern.source}`);
    }
  }

  private oneOf(raw: string, direction: Direction): Matcher {
    const one = new RegExp(`^(?:${raw})$`, this.flags.includes('s') ? this.flags : `${this.flags}s`);
    const known = new Map<string, boolean>();
    return (at, then) => {
      this.step();
      const index = direction === 'forward' ? at : at - 1;
      const char = this.text[index];
      if (char === undefined) return false;
      let fits = known.get(char);
      if (fits === undefined) known.set(char, (fits = one.test(char)));
      return fits && then(direction === 'forward' ? at + 1 : at - 1);
    };
  }

  private repeat({ element, min, max, greedy }: AST.Quantifier, direction: Direction): Matcher {
    const body = this.element(element, direction);
    const attempt = (at: number, done: number, then: Continue): boolean => {
      this.step();
      const again = (): boolean =>
        done < max &&
        body(at, (next) => (next === at && done >= min ? false : attempt(next, done + 1, then)));
      if (done < min) return again();
      return greedy ? again() || then(at) : then(at) || again();
    };
    return (at, then) => attempt(at, 0, then);
  }

  private assertion(assertion: AST.Assertion): Matcher {
    if (assertion.kind === 'lookahead' || assertion.kind === 'lookbehind') {
      const direction = assertion.kind === 'lookahead' ? 'forward' : 'backward';
      const inner = this.disjunction(assertion.alternatives, direction);
      return (at, then) => inner(at, () => true) !== assertion.negate && then(at);
    }
    const here = new RegExp(assertion.raw, `${this.flags}y`);
    return (at, then) => {
      this.step();
      here.lastIndex = at;
      return here.test(this.text) && then(at);
    };
  }
}

type Direction = 'forward' | 'backward';

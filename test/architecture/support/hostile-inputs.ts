import { RegExpParser, visitRegExpAST, type AST } from '@eslint-community/regexpp';

/** What may stand after the pump, so that the whole does not match. */
const TAILS = ['', '\u0000', ' '];
const ALPHABET = 'aZ0_-./+=:;,@$% \t"\\\'{}()[]<>|~^`?&#*é\u2028\ud83d';

/**
 * Texts that make a pattern work hard: everything the pattern repeats, and everything that it may begin with, again and
 * again, behind what leads there and before something that fits no more; about as long as is asked for.
 */
export const hostileInputs = (pattern: RegExp): ((length: number) => string)[] => {
  const ast = new RegExpParser().parsePattern(pattern.source, undefined, undefined, {
    unicode: pattern.unicode,
  });
  const pumps = new Set<string>();
  const heads = new Set<string>(['']);
  visitRegExpAST(ast, {
    onQuantifierEnter: ({ element, parent }) => {
      for (const sample of samples(element)) pumps.add(sample);
      if (parent.type === 'Alternative') heads.add(leadingTo(parent, element));
    },
    onAlternativeEnter: ({ elements }) => {
      for (let length = 1; length <= Math.min(4, elements.length); length += 1) {
        pumps.add(elements.slice(0, length).map(first).join(''));
      }
      pumps.add(elements.map(first).join(''));
    },
  });
  const usable = [...pumps].filter((pump) => pump !== '').slice(0, 16);
  return usable.flatMap((pump) =>
    [...heads]
      .slice(0, 4)
      .flatMap((head) =>
        TAILS.map((tail) => (length: number) => head + pump.repeat(Math.ceil(length / pump.length)) + tail),
      ),
  );
};

const leadingTo = ({ elements }: AST.Alternative, element: AST.QuantifiableElement): string => {
  const texts: string[] = [];
  for (const each of elements) {
    if (each.type === 'Quantifier' && each.element === element) break;
    texts.push(first(each));
  }
  return texts.join('');
};

const first = (element: AST.Element): string => samples(element)[0] ?? '';

/** A few texts that an element matches. */
const samples = (element: AST.Element): string[] => {
  switch (element.type) {
    case 'Character':
      return [String.fromCodePoint(element.value)];
    case 'CharacterClass':
    case 'CharacterSet':
    case 'ExpressionCharacterClass': {
      const one = new RegExp(`^(?:${element.raw})$`, 'su');
      return [...ALPHABET].filter((char) => one.test(char)).slice(0, 3);
    }
    case 'Group':
    case 'CapturingGroup':
      return element.alternatives.map(({ elements }) => elements.map(first).join(''));
    case 'Quantifier':
      return element.min === 0 ? samples(element.element) : [first(element.element).repeat(element.min)];
    default:
      return [''];
  }
};

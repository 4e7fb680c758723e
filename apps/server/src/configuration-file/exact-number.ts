/** No double needs more to be written exactly enough; it also bounds the work below. */
const MAX_CHARACTERS = 400;
const DECIMAL = /^([-+]?)(\d*)(?:\.(\d*))?(?:e([-+]?\d+))?$/i;

/** A search for `0+$` would take quadratic time on a row of zeros. */
const withoutTrailingZeros = (digits: string): string => {
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
};

/** The same text for every way to write a decimal number: `1.50`, `15e-1`. Undefined for what is none. */
const canonical = (text: string): string | undefined => {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? [];
  const digits = `${whole}${fraction}`;
  if (digits === '') return undefined;
  const significant = digits.replace(/^0+/, '');
  if (significant === '') return '0';
  const trimmed = withoutTrailingZeros(significant);
  const scale = Number(exponent) - fraction.length + significant.length - trimmed.length;
  return `${sign === '-' ? '-' : ''}${trimmed}e${scale}`;
};

/** Whether a number still says what stood in the text: JavaScript rounds long ones and writes -0 as 0. */
export const isExactNumber = (text: string, value: number): boolean => {
  if (!Number.isFinite(value) || Object.is(value, -0) || text.length > MAX_CHARACTERS) return false;
  const written = canonical(text);
  // YAML also has hexadecimal and octal integers.
  if (written === undefined) return Number.isSafeInteger(value);
  return written === canonical(String(value));
};

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/** Whether every number of a JSON text is exact. The text must have been parsed before. */
export const hasExactNumbers = (json: string): boolean =>
  [...json.matchAll(STRING_OR_NUMBER)].every(([found]) =>
    found.startsWith('"') ? true : isExactNumber(found, Number(found)),
  );

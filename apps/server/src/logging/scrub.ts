/** Longer texts are cut before anything looks at them: what a log line can hold is a fraction of it. */
const MAXIMUM_LENGTH = 8_192;

/** A row of base64url texts with dots between them, as a token is (RFC 7515 §7.1). */
const dotted = /[\w-]+(?:\.[\w-]*)*/g;
const TOKEN_START = 'eyJ';
const SHORTEST_HEADER = 8;

/**
 * Generated values of any kind, API keys, bcrypt hashes, what follows an authentication scheme, passwords in URLs, keys.
 * Each takes as many steps as the text is long, whatever the text is (test/architecture/regular-expressions).
 */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/\bm2m[a-z]_[\w-]+/g, '[secret]'],
  [/\bsk_[\w.~+/=-]+/g, '[api key]'],
  [/\$2[abxy]?\$\d\d\$[./\w]{0,53}/g, '[hash]'],
  [/\b(bearer|basic) +[\w+/=.~-]+/gi, '$1 [redacted]'],
  [/\b(postgres(?:ql)?|rediss?):\/\/[^\s@/]*@/gi, '$1://[redacted]@'],
  [/-----BEGIN [A-Z ]+-----[^-]*(?:-----END [A-Z ]+-----)?/g, '[key]'],
];

/** The user and password of a URL that the cut has left without its `@`. */
const cutUrl = /\b(postgres(?:ql)?|rediss?):\/\/[^\s@/]*$/i;

/** Takes out of free text what looks like a credential: the second line of defence, after not logging it. */
export function scrub(text: string): string {
  const whole = text.length <= MAXIMUM_LENGTH;
  const head = whole ? text : text.slice(0, MAXIMUM_LENGTH).replace(cutUrl, '$1://[redacted]');
  const withoutTokens = head.replace(dotted, withoutToken);
  return shapes.reduce(
    (scrubbed, [shape, replacement]) => scrubbed.replace(shape, replacement),
    withoutTokens,
  );
}

function withoutToken(run: string): string {
  const start = run.indexOf(TOKEN_START);
  const isToken = start !== -1 && run.includes('.', start + SHORTEST_HEADER);
  return isToken ? `${run.slice(0, start)}[token]` : run;
}

/**
 * Tokens (RFC 7515 §7.1), generated values of any kind, API keys, bcrypt hashes, what follows an authentication scheme,
 * passwords in URLs, keys.
 */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/eyJ[\w-]{5,}\.[\w-]*\.?[\w-]*/g, '[token]'],
  [/\bm2m[a-z]_[\w-]+/g, '[secret]'],
  [/\bsk_[\w.~+/=-]+/g, '[api key]'],
  [/\$2[abxy]?\$\d\d\$[./\w]{22,53}/g, '[hash]'],
  [/\b(bearer|basic) +[\w+/=.~-]+/gi, '$1 [redacted]'],
  [/\b(postgres(?:ql)?|rediss?):\/\/[^\s@/]*@/gi, '$1://[redacted]@'],
  [/-----BEGIN [A-Z ]+-----[^-]*(?:-----END [A-Z ]+-----)?/g, '[key]'],
];

/** Takes out of free text what looks like a credential: the second line of defence, after not logging it. */
export function scrub(text: string): string {
  return shapes.reduce((scrubbed, [shape, replacement]) => scrubbed.replace(shape, replacement), text);
}

/**
 * Decodes base64url as RFC 7515 §2 writes it: no padding, no white space, no other alphabet, no stray bits in the
 * last character. So one octet sequence has exactly one text, and a token has no second spelling.
 *
 * @returns undefined when the text is anything else.
 */
export const decodeBase64url = (text: string): Buffer | undefined => {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
};

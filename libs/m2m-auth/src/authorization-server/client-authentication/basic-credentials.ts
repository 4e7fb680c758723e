import { isGeneratedForm } from '../../domain/credentials/generated-secret.js';

const BASIC = /^basic(?: +|$)/i;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export interface BasicCredentials {
  readonly clientId: string;
  readonly secret: string;
  /** The secret as it was sent, where it may have been sent raw and decoding has changed it. */
  readonly rawSecret?: string;
}

/** True when the Authorization header is an attempt at Basic, well made or not. The scheme's case does not count. */
export const isBasic = (authorization: string): boolean => BASIC.test(authorization);

/**
 * Reads `Authorization: Basic …` (RFC 7617 §2, RFC 6749 §2.3.1). Null when it cannot name anybody: loose base64, no
 * UTF-8, no colon, an empty half.
 *
 * Both halves should be form-encoded (RFC 6749 appendix B), but many clients send them raw, and `p+w` or `50%25` can be
 * either. The id has one reading, because no client id holds a plus or a percent sign. A secret has two, unless decoding
 * gives the generated form: then it was encoded.
 */
export function parseBasicCredentials(authorization: string): BasicCredentials | null {
  const decoded = decodeBase64(authorization.replace(BASIC, '').trim());
  const colon = decoded?.indexOf(':') ?? -1;
  if (decoded === null || colon < 0) return null;
  const clientId = formDecode(decoded.slice(0, colon));
  const rawSecret = decoded.slice(colon + 1);
  const secret = formDecode(rawSecret);
  if (clientId === '' || secret === '') return null;
  const single = secret === rawSecret || isGeneratedForm(secret);
  return single ? { clientId, secret } : { clientId, secret, rawSecret };
}

function decodeBase64(text: string): string | null {
  const bytes = Buffer.from(text, 'base64');
  // Node skips what is not base64; encoding it again shows whether anything was skipped.
  if (bytes.toString('base64') !== text) return null;
  try {
    return UTF8.decode(bytes);
  } catch {
    return null;
  }
}

/** A half whose escapes cannot be decoded was sent raw and is taken as it is. */
function formDecode(half: string): string {
  try {
    return decodeURIComponent(half.replaceAll('+', ' '));
  } catch {
    return half;
  }
}

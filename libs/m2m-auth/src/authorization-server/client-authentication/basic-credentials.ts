const BASIC = /^basic(?: +|$)/i;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export interface BasicCredentials {
  readonly clientId: string;
  readonly secret: string;
}

/** True when the Authorization header is an attempt at Basic, well made or not. The scheme's case does not count. */
export const isBasic = (authorization: string): boolean => BASIC.test(authorization);

/**
 * Reads `Authorization: Basic …` (RFC 7617 §2, RFC 6749 §2.3.1). Null when it cannot name anybody: loose base64, no
 * UTF-8, no colon, an empty half.
 */
export function parseBasicCredentials(authorization: string): BasicCredentials | null {
  const decoded = decodeBase64(authorization.replace(BASIC, '').trim());
  const colon = decoded?.indexOf(':') ?? -1;
  if (decoded === null || colon < 0) return null;
  const clientId = formDecode(decoded.slice(0, colon));
  const secret = formDecode(decoded.slice(colon + 1));
  return clientId === '' || secret === '' ? null : { clientId, secret };
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

/**
 * Both halves are form-encoded before Basic (RFC 6749 appendix B), but many clients send them raw. A half whose escapes
 * cannot be decoded was surely sent raw and is taken so; there is no second try, each half has one reading.
 */
function formDecode(half: string): string {
  try {
    return decodeURIComponent(half.replaceAll('+', ' '));
  } catch {
    return half;
  }
}

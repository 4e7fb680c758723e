/** What stands in a token, whoever wrote it. */
export interface DecodedToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Undefined for what is no JWT in compact serialization (RFC 7519 §3). Proves nothing. */
export const decodeToken = (token: string): DecodedToken | undefined => {
  const parts = token.split('.');
  const header = objectOf(parts[0]);
  const claims = objectOf(parts[1]);
  return parts.length === 3 && header && claims ? { header, claims } : undefined;
};

const objectOf = (part: string | undefined): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString());
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
};

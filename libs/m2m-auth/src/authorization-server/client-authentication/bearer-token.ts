const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/** The token of an Authorization header (RFC 6750 §2.1); undefined for every other header. */
export const bearerToken = (authorization: string | undefined): string | undefined =>
  BEARER.exec(authorization ?? '')?.[1];

/** JWS algorithms this library signs and verifies with (RFC 7518 §3.1, RFC 8037 §3.1). Never `none`. */
export const SIGNING_ALGORITHMS = ['ES256', 'RS256', 'EdDSA', 'HS256'] as const;

export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

/** Algorithms whose public half can be published. */
export type AsymmetricAlgorithm = Exclude<SigningAlgorithm, 'HS256'>;

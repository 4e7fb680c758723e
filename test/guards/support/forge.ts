import { constants, createHmac, sign, type KeyObject } from 'node:crypto';
import type { SigningKeyPair } from './signing-keys.js';

export const ISSUER = 'https://auth.example.com';
export const AUDIENCE = 'https://api.example.com';

/** The moment that every token of these tests is checked at, in seconds since the Unix epoch. */
export const NOW = 1_900_000_000;

export type Members = Record<string, unknown>;

export const validClaims: Members = {
  iss: ISSUER,
  sub: 'reporter',
  client_id: 'reporter',
  aud: AUDIENCE,
  iat: NOW - 10,
  exp: NOW + 3600,
  jti: '0b6f6e1c-9d0c-4a43-9a61-0d4e0f0f6a01',
  type: 'client',
  epc: 7,
  scope: 'reports:read reports:write',
  tenant_id: 'tenant-a',
};

export const base64url = (text: string | Buffer): string => Buffer.from(text).toString('base64url');

type Signer = (input: Buffer, key: KeyObject) => Buffer;

const signers: Record<string, Signer> = {
  ES256: (input, key) => sign('sha256', input, { key, dsaEncoding: 'ieee-p1363' }),
  RS256: (input, key) => sign('sha256', input, key),
  PS256: (input, key) =>
    sign('sha256', input, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }),
  EdDSA: (input, key) => sign(null, input, key),
  HS256: (input, key) => createHmac('sha256', key).update(input).digest(),
};

/** Signs exactly these texts, well-formed or not. */
export const signTexts = (
  header: string,
  payload: string | Buffer,
  algorithm: string,
  key: KeyObject,
): string => {
  const input = `${base64url(header)}.${base64url(payload)}`;
  return `${input}.${base64url(signers[algorithm]!(Buffer.from(input), key))}`;
};

/** A token of ours, with some members of its header or claims changed; `undefined` takes a member away. */
export const tokenWith = (
  claims: Members = {},
  header: Members = {},
  key: Pick<SigningKeyPair, 'kid' | 'algorithm' | 'privateKey'>,
): string =>
  signTexts(
    JSON.stringify({ typ: 'at+jwt', alg: key.algorithm, kid: key.kid, ...header }),
    JSON.stringify({ ...validClaims, ...claims }),
    key.algorithm,
    key.privateKey,
  );

import { createPrivateKey, type KeyObject } from 'node:crypto';
import { configuredSecretProblem } from 'nestjs-m2m-auth';
import type { EnvironmentReader } from './environment-reader.js';
import { readKeyEncryptionKeys } from './key-encryption-keys.js';
import {
  SIGNING_ALGORITHMS,
  type EnvironmentName,
  type SigningAlgorithm,
  type SigningConfig,
} from './server-config.js';

/** HS256 when just a secret is given; a pinned key decides by its type; else managed keys (RFC 7518 §3.1). */
export function readSigning(reader: EnvironmentReader, environment: EnvironmentName): SigningConfig {
  const algorithm = reader.choice('SIGNING_ALGORITHM', SIGNING_ALGORITHMS);
  const secret = reader.secret('JWT_SECRET');
  const privateKey = reader.secret('SIGNING_KEY')?.replaceAll('\\n', '\n');
  if (secret !== undefined && privateKey !== undefined) {
    reader.problem('JWT_SECRET', 'is set together with SIGNING_KEY; set one of them.');
  }
  if (secret !== undefined || algorithm === 'HS256') {
    checkSecret(reader, secret, algorithm, environment);
    return { algorithm: 'HS256', secret, keyEncryptionKeys: [] };
  }
  if (privateKey !== undefined) {
    const type = checkPrivateKey(reader, privateKey, algorithm);
    return { algorithm: algorithm ?? type, privateKey, keyEncryptionKeys: [] };
  }
  return { algorithm, keyEncryptionKeys: readKeyEncryptionKeys(reader, environment) };
}

function checkSecret(
  reader: EnvironmentReader,
  secret: string | undefined,
  algorithm: SigningAlgorithm | undefined,
  environment: EnvironmentName,
): void {
  if (secret === undefined) {
    reader.problem('JWT_SECRET', 'is required when SIGNING_ALGORITHM is HS256.');
    return;
  }
  if (algorithm !== undefined && algorithm !== 'HS256') {
    reader.problem('JWT_SECRET', 'is only for SIGNING_ALGORITHM HS256.');
  }
  const problem = configuredSecretProblem(
    secret,
    environment === 'production' ? 'production' : 'development',
  );
  if (problem !== undefined) reader.problem('JWT_SECRET', `${problem}.`);
}

function checkPrivateKey(
  reader: EnvironmentReader,
  pem: string,
  algorithm: SigningAlgorithm | undefined,
): SigningAlgorithm | undefined {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    return reader.problem('SIGNING_KEY', 'must be an unencrypted private key in PEM form.');
  }
  const fits = algorithmOf(key);
  if (fits === undefined) {
    return reader.problem(
      'SIGNING_KEY',
      'must be an EC key on P-256, an RSA key of at least 2048 bits, or Ed25519.',
    );
  }
  if (algorithm !== undefined && fits !== algorithm) {
    reader.problem('SIGNING_KEY', `is a key for ${fits}, which SIGNING_ALGORITHM does not name.`);
  }
  return fits;
}

function algorithmOf(key: KeyObject): SigningAlgorithm | undefined {
  const { namedCurve, modulusLength } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1') return 'ES256';
  if (key.asymmetricKeyType === 'rsa' && (modulusLength ?? 0) >= 2_048) return 'RS256';
  if (key.asymmetricKeyType === 'ed25519') return 'EdDSA';
  return undefined;
}

import { sign, type KeyObject } from 'node:crypto';
import type { Signer } from '../domain/keys/signer.js';
import type { JsonObject } from '../oauth/json.js';

/** EdDSA over Ed25519 (RFC 8037 §3.1), which jsonwebtoken does not have. */
export class EdDsaSigner implements Signer {
  readonly algorithm = 'EdDSA';
  private readonly header: string;

  constructor(
    readonly kid: string,
    private readonly key: KeyObject,
  ) {
    this.header = encode({ alg: 'EdDSA', typ: 'at+jwt', kid });
  }

  sign(claims: JsonObject): string {
    const input = `${this.header}.${encode(claims)}`;
    return `${input}.${sign(null, Buffer.from(input), this.key).toString('base64url')}`;
  }
}

const encode = (value: JsonObject): string => Buffer.from(JSON.stringify(value)).toString('base64url');

import type { KeyObject } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import type { Signer } from '../domain/keys/signer.js';
import type { JsonObject } from '../oauth/json.js';
import type { SigningAlgorithm } from '../oauth/signing-algorithm.js';

/** ES256, RS256 and HS256 through @nestjs/jwt, synchronously: WebCrypto would queue behind the thread pool. */
export class JwtServiceSigner implements Signer {
  private readonly jwt: JwtService;

  constructor(
    readonly kid: string,
    readonly algorithm: Exclude<SigningAlgorithm, 'EdDSA'>,
    key: KeyObject,
  ) {
    this.jwt = new JwtService({
      privateKey: key,
      signOptions: {
        algorithm,
        keyid: kid,
        header: { alg: algorithm, typ: 'at+jwt' },
        // The claims are made for this one token.
        mutatePayload: true,
      },
    });
  }

  sign(claims: JsonObject): string {
    return this.jwt.sign(claims);
  }
}

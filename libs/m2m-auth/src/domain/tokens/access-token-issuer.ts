import type { Clock } from '../../oauth/ports/clock.js';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import type { Client, ClientSecret } from '../clients/client.js';
import type { KeyRing } from '../keys/key-ring.js';
import { accessTokenClaims, type ScopeClaim } from './access-token-claims.js';
import type { LiveTokenRegister } from '../revocation/live-token-register.js';

/** What was asked for and granted. */
export interface Grant {
  readonly client: Client;
  readonly secret: ClientSecret;
  readonly scopes: readonly string[];
  readonly audience: readonly string[];
}

export interface IssuedToken {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly scopes: readonly string[];
}

export interface AccessTokenPolicy {
  readonly issuer: string;
  /** Seconds; a client's own lifetime may only be shorter. */
  readonly ttlSeconds: number;
  readonly scopeClaims: readonly ScopeClaim[];
}

/** Makes access tokens. Writes nothing to the database, and waits for nothing but the signer. */
export class AccessTokenIssuer {
  constructor(
    private readonly policy: AccessTokenPolicy,
    private readonly keys: KeyRing,
    private readonly register: LiveTokenRegister | null,
    private readonly clock: Clock,
    private readonly random: RandomSource,
  ) {}

  issue(grant: Grant): IssuedToken | Promise<IssuedToken> {
    const { client, scopes } = grant;
    const issuedAt = Math.floor(this.clock.now() / 1_000);
    const expiresIn = Math.min(client.accessTokenTtl ?? this.policy.ttlSeconds, this.policy.ttlSeconds);
    const jti = this.random.uuid();
    const claims = accessTokenClaims(
      {
        issuer: this.policy.issuer,
        client,
        audience: grant.audience,
        scopes,
        epoch: grant.secret.epoch,
        jti,
        issuedAt,
        expiresAt: issuedAt + expiresIn,
      },
      this.policy.scopeClaims,
    );
    const signed = this.keys.signer.sign(claims);
    this.register?.record(client.clientId, {
      jti,
      issuedAt: new Date(issuedAt * 1_000),
      expiresAt: new Date((issuedAt + expiresIn) * 1_000),
    });
    if (typeof signed === 'string') return { accessToken: signed, expiresIn, scopes };
    return signed.then((accessToken) => ({ accessToken, expiresIn, scopes }));
  }
}

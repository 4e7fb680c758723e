import type { ClientToken } from '../oauth/client-token.js';
import { temporarilyUnavailable } from '../oauth/errors.js';
import { OAuthError } from '../oauth/oauth-error.js';
import type { Clock } from '../oauth/ports/clock.js';
import type { RevocationCheck, RevocationVerdict } from '../oauth/ports/revocation-check.js';
import type { VerificationKey, VerificationKeySource } from '../oauth/ports/verification-key-source.js';
import { readAccessTokenClaims, type AccessTokenClaims } from './access-token-claims.js';
import { invalidToken } from './bearer-errors.js';
import { clientTokenOf } from './client-token-of.js';
import { parseCompactJws, type CompactJws } from './compact-jws.js';
import { verifySignature } from './jws-signature.js';
import {
  ANY_AUDIENCE,
  resolveResourceServerOptions,
  type ResolvedResourceServerOptions,
  type VerifierOptions,
} from './resource-server-options.js';
import { settle } from './settle.js';
import { parseJsonObject } from '../oauth/strict-json.js';
import { assertWithinLifetime } from './token-lifetime.js';

/** DI token of the {@link AccessTokenVerifier} that the guards use. */
export const ACCESS_TOKEN_VERIFIER = Symbol.for('nestjs-m2m-auth/access-token-verifier');

/** What a token proves whatever the time is and whatever was revoked since. */
interface AuthenticToken {
  readonly kid: string;
  readonly claims: AccessTokenClaims;
  readonly clientToken: ClientToken;
}

/**
 * Verifies access tokens of clients (RFC 9068 §4): signature by the key's own algorithm, type, issuer, audience,
 * claims and lifetime; then, and only then, whether the token, its credential or its key was revoked.
 *
 * @example
 * const verifier = new AccessTokenVerifier({ issuer, audience }, keys, revocation, clock);
 * const { clientId, scopes } = await verifier.verify(token);
 */
export class AccessTokenVerifier {
  private readonly options: ResolvedResourceServerOptions;

  /** @throws TypeError naming the option that is missing or out of bounds. */
  constructor(
    options: VerifierOptions,
    private readonly keys: VerificationKeySource,
    private readonly revocation: RevocationCheck,
    private readonly clock: Clock,
  ) {
    this.options = resolveResourceServerOptions(options);
  }

  /** Protection space that challenges for these tokens name (RFC 9110 §11.5). */
  get realm(): string {
    return this.options.realm;
  }

  /**
   * Answers without a promise when the key source and the revocation check do; it may then throw at once as well,
   * so call it with `await` inside `try`.
   *
   * @param token - the access token, in JWS compact serialization.
   * @throws OAuthError `invalid_token` (401) for every token that does not count, whatever the reason;
   * `temporarily_unavailable` (503) when the key source or the revocation check cannot tell.
   */
  verify(token: string): ClientToken | Promise<ClientToken> {
    const jws = parseCompactJws(token);
    return settle(
      () => this.keys.find(jws.kid),
      (key) => this.admit(this.authenticate(jws, key)),
      cannotTell,
    );
  }

  /** Everything that stays true as long as the key is trusted; what changes with time is left to `admit`. */
  private authenticate(jws: CompactJws, key: VerificationKey | undefined): AuthenticToken {
    if (!key) throw invalidToken('No trusted key has this kid.');
    verifySignature(jws, key);
    const payload = parseJsonObject(jws.payload);
    if (!payload) throw invalidToken('The payload is not an unambiguous JSON object.');
    const claims = readAccessTokenClaims(payload);
    if (claims.issuer !== this.options.issuer) throw invalidToken('iss is another issuer.');
    const { audiences } = this.options;
    if (audiences !== ANY_AUDIENCE && !audiences.some((audience) => claims.audience.includes(audience))) {
      throw invalidToken('aud does not contain this resource server.');
    }
    return { kid: key.kid, claims, clientToken: clientTokenOf(claims, payload) };
  }

  /** What must be asked again for every request, however well the token is known. */
  private admit({ kid, claims, clientToken }: AuthenticToken): ClientToken | Promise<ClientToken> {
    assertWithinLifetime(claims, this.clock.now() / 1000, this.options.clockSkewSeconds);
    return settle(
      () => this.revocation.check({ jti: claims.jti, epoch: claims.epoch, kid }),
      (verdict) => {
        assertLive(verdict);
        return clientToken;
      },
      cannotTell,
    );
  }
}

const cannotTell = (cause: unknown): never => {
  if (cause instanceof OAuthError && cause.code === 'temporarily_unavailable') throw cause;
  throw temporarilyUnavailable({ detail: 'A key source or a revocation check failed.', cause });
};

/** Only `live` lets through: an answer that is none of the three, from a check of somebody's own, does not either. */
const assertLive = (verdict: RevocationVerdict): void => {
  if (verdict === 'live') return;
  if (verdict === 'denied') throw invalidToken('The token, its credential or its key was revoked.');
  throw temporarilyUnavailable({ detail: 'Nobody can tell whether the token was revoked.' });
};

/** What a resource server demands of the access tokens it accepts. */
export interface ResourceServerOptions {
  /** The one issuer whose tokens count: compared with `iss` byte for byte (RFC 9068 §4). */
  readonly issuer: string;
  /** Identifier of this resource server, or several: `aud` must contain one of them exactly (RFC 9068 §4). */
  readonly audience: string | readonly string[];
  /** Protection space named in challenges (RFC 9110 §11.5). Printable ASCII without `"` and `\`. Default `api`. */
  readonly realm?: string;
  /** Seconds by which `exp`, `nbf` and `iat` may be off, 0 to 60. Default 5. */
  readonly clockSkewSeconds?: number;
}

/** For those who have to read every token of the issuer; never for guards. */
export const ANY_AUDIENCE = Symbol('any audience');

/** {@link ResourceServerOptions} of a verifier that may be exempt from the audience. */
export type VerifierOptions = Omit<ResourceServerOptions, 'audience'> & {
  readonly audience: ResourceServerOptions['audience'] | typeof ANY_AUDIENCE;
};

/** {@link ResourceServerOptions} with nothing left open. */
export interface ResolvedResourceServerOptions {
  readonly issuer: string;
  readonly audiences: readonly string[] | typeof ANY_AUDIENCE;
  readonly realm: string;
  readonly clockSkewSeconds: number;
}

const DEFAULT_SKEW_SECONDS = 5;
const MAX_SKEW_SECONDS = 60;
const QUOTABLE = /^[\x20\x21\x23-\x5B\x5D-\x7E]+$/;

/** True for a realm that needs no escapes in a challenge. */
export const isRealm = (value: string): boolean => QUOTABLE.test(value);

const isNonEmptyString = (value: unknown): value is string => typeof value === 'string' && value !== '';

/**
 * Checks the options when the application starts: a verifier that does not know whose tokens it accepts, or for
 * whom they are meant, must never answer a request.
 *
 * @throws TypeError naming the option that is missing or out of bounds.
 */
export const resolveResourceServerOptions = (options: VerifierOptions): ResolvedResourceServerOptions => {
  const { issuer, audience, realm = 'api', clockSkewSeconds = DEFAULT_SKEW_SECONDS } = options;
  const audiences = audienceList(audience);
  if (!isNonEmptyString(issuer)) throw new TypeError('Set `issuer` to the URL of the authorization server.');
  if (audiences !== ANY_AUDIENCE && (audiences.length === 0 || !audiences.every(isNonEmptyString))) {
    throw new TypeError('Set `audience` to the identifier of this resource server, or to several.');
  }
  if (!isRealm(realm)) throw new TypeError('`realm` must be printable ASCII without " and \\.');
  if (!(clockSkewSeconds >= 0 && clockSkewSeconds <= MAX_SKEW_SECONDS)) {
    throw new TypeError(`\`clockSkewSeconds\` must lie between 0 and ${MAX_SKEW_SECONDS}.`);
  }
  return { issuer, audiences, realm, clockSkewSeconds };
};

const audienceList = (audience: VerifierOptions['audience']): ResolvedResourceServerOptions['audiences'] => {
  if (typeof audience === 'symbol') return audience;
  return typeof audience === 'string' ? [audience] : [...(audience ?? [])];
};

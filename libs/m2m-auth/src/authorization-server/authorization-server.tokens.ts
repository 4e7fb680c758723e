/** What the guards and controllers of this role are given. Global symbols, so that two copies of the package agree. */
export const INTERNAL_API_KEYS = Symbol.for('nestjs-m2m-auth/internal-api-keys');
/** The register of live tokens, or null when it is not kept. */
export const LIVE_TOKEN_REGISTER = Symbol.for('nestjs-m2m-auth/live-token-register');
/** Who is behind the request that is being served, for the audit. */
export const REQUEST_ACTORS = Symbol.for('nestjs-m2m-auth/request-actors');

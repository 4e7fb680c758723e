import type { ClientToken } from '../client-token.js';

/** DI token of the {@link AccessTokenInspector} for tokens of every audience. */
export const ACCESS_TOKEN_INSPECTOR = Symbol.for('nestjs-m2m-auth/access-token-inspector');

/** Tells what a token of this issuer says, for those who ask about tokens that are not meant for them. */
export interface AccessTokenInspector {
  /**
   * The content of a token that is good at this moment: ours, unexpired, not revoked. Null for everything else.
   *
   * @throws OAuthError `temporarily_unavailable` when nobody can tell whether it was revoked.
   */
  inspect(token: string): Promise<ClientToken | null>;
}

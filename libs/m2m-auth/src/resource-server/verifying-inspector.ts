import type { ClientToken } from '../oauth/client-token.js';
import { OAuthError } from '../oauth/oauth-error.js';
import type { AccessTokenInspector } from '../oauth/ports/access-token-inspector.js';
import type { AccessTokenVerifier } from './access-token-verifier.js';

/** Inspects by verifying: what a guard would refuse as invalid is null here. */
export class VerifyingInspector implements AccessTokenInspector {
  constructor(private readonly verifier: AccessTokenVerifier) {}

  async inspect(token: string): Promise<ClientToken | null> {
    try {
      return await this.verifier.verify(token);
    } catch (error) {
      if (error instanceof OAuthError && error.code === 'invalid_token') return null;
      throw error;
    }
  }
}

import type { ClientToken } from '../client-token.js';

/** DI token of the {@link ApiKeyCheck} that guards use; null where API keys are not accepted. */
export const API_KEY_CHECK = Symbol.for('nestjs-m2m-auth/api-key-check');

/** Tells who is behind an API key. */
export interface ApiKeyCheck {
  /**
   * The principal of a key that is good at this moment; null for everything else: malformed, unknown, expired, deleted.
   * Bounded in time. Answers without a promise when it can.
   *
   * @param value - what was presented, as it came: any string.
   * @param address - the peer's, as the platform tells it; undefined where there is none. For fairness between peers only.
   * @throws OAuthError `temporarily_unavailable` when nobody can tell; guards answer 503 to that and to any other error.
   */
  check(value: string, address?: string): ClientToken | null | Promise<ClientToken | null>;
}

import type { ClientToken } from '../../../oauth/client-token.js';
import { accessDenied, invalidRequest } from '../../../oauth/errors.js';
import type { AccessTokenInspector } from '../../../oauth/ports/access-token-inspector.js';
import { formatScope } from '../../../oauth/scope.js';
import type { EndpointRequest, EndpointResponse } from '../../../http/endpoint.js';
import { jsonNoStore } from '../../../http/json-response.js';
import type { EndpointAudit } from '../../audit/endpoint-audit.js';
import type { Caller, IntrospectionCaller } from './introspection-caller.js';
import { readableAudience, type IntrospectionPolicy } from './introspection-policy.js';

/**
 * The introspection endpoint (RFC 7662). Unknown, expired, revoked and forged tokens, and by default those the caller may
 * not read, get exactly the same answer (§2.2).
 */
export class IntrospectionController {
  constructor(
    private readonly callers: IntrospectionCaller,
    private readonly tokens: AccessTokenInspector,
    private readonly policy: IntrospectionPolicy,
    private readonly audit: EndpointAudit,
  ) {}

  /**
   * @throws OAuthError `invalid_request` without a token; `invalid_client`, `invalid_token` or `insufficient_scope` for
   * the caller; 403 `access_denied` if so configured; 429; 503 when nobody can tell whether the token was revoked.
   */
  async introspect(request: EndpointRequest): Promise<EndpointResponse> {
    let caller: Caller | null = null;
    try {
      caller = await this.callers.identify(request);
      this.callers.authorize(caller);
      const token = request.parameters.get('token');
      if (token === undefined) throw invalidRequest('The parameter token is required.');
      const readable = this.readable(await this.tokens.inspect(token), caller);
      await this.audit.introspected(caller, readable, request);
      return jsonNoStore(readable === null ? { active: false } : describe(readable));
    } catch (error) {
      this.audit.failed('oauth.introspect.failure', caller, request, error);
      throw error;
    }
  }

  private readable(token: ClientToken | null, { client }: Caller): ClientToken | null {
    if (token === null) return null;
    const audience = readableAudience(client, token, this.policy.policy);
    if (audience !== null) return audience === token.audience ? token : { ...token, audience };
    if (this.policy.denied === 'forbidden') throw accessDenied('The caller may not introspect this token.');
    return null;
  }
}

const describe = (token: ClientToken): object => ({
  active: true,
  ...(token.scopes.length > 0 ? { scope: formatScope(token.scopes) } : {}),
  client_id: token.clientId,
  token_type: 'Bearer',
  exp: token.expiresAt,
  iat: token.issuedAt,
  sub: token.subject,
  aud: token.audience.length === 1 ? token.audience[0] : token.audience,
  iss: token.claims['iss'],
  jti: token.jti,
});

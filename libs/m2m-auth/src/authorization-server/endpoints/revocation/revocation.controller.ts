import type { AuditActor } from '../../../domain/audit/audit-actor.js';
import type { AuthenticatedClient } from '../../../domain/client-authentication/client-secret-authenticator.js';
import { NotFoundError } from '../../../domain/errors.js';
import { PersistenceError } from '../../../domain/stores/persistence-errors.js';
import type { RevocationService } from '../../../domain/revocation/revocation.service.js';
import type { ClientToken } from '../../../oauth/client-token.js';
import { invalidRequest, temporarilyUnavailable } from '../../../oauth/errors.js';
import type { AccessTokenInspector } from '../../../oauth/ports/access-token-inspector.js';
import type { EndpointAudit } from '../../audit/endpoint-audit.js';
import type { RequestActors } from '../../audit/request-actors.js';
import { auditAddress } from '../../audit/audit-address.js';
import type { RequestAuthenticator } from '../../client-authentication/request-authenticator.js';
import type { EndpointRequest, EndpointResponse } from '../../../http/endpoint.js';
import { jsonNoStore } from '../../../http/json-response.js';

/** RFC 7009 §2.2 leaves the body to the server. Some clients parse it whatever it is, so it is JSON. */
const DONE = jsonNoStore({});

/**
 * The revocation endpoint (RFC 7009): a client ends a token of its own. Everything that is not a live token of that
 * client gets the same 200 and stays as it is, so that nobody learns of others' tokens (§2.1, §2.2).
 */
export class RevocationController {
  constructor(
    private readonly authentication: RequestAuthenticator,
    private readonly tokens: AccessTokenInspector,
    private readonly revocation: RevocationService,
    private readonly audit: EndpointAudit,
    private readonly actors: RequestActors,
  ) {}

  /**
   * @throws OAuthError `invalid_request` without a token, `invalid_client`, 429, and 503 when the token could not be
   * ended everywhere (§2.2.1): a 200 always means that no guard accepts it any more.
   */
  async revoke(request: EndpointRequest): Promise<EndpointResponse> {
    let caller: AuthenticatedClient | null = null;
    try {
      caller = await this.authentication.authenticate(request);
      const token = request.parameters.get('token');
      if (token === undefined) throw invalidRequest('The parameter token is required.');
      const found = await this.tokens.inspect(token);
      const own = found?.clientId === caller.client.clientId;
      if (own) await this.actors.run(actorOf(request), () => this.end(found));
      await this.audit.revoked(caller, own, request);
      return DONE;
    } catch (error) {
      this.audit.failed('oauth.revoke.failure', caller, request, error);
      throw error;
    }
  }

  private async end({ clientId, jti, expiresAt, claims }: ClientToken): Promise<void> {
    try {
      await this.revocation.revokeToken(clientId, {
        jti,
        expiresAt,
        ...(typeof claims.epc === 'number' && { epoch: claims.epc }),
      });
    } catch (error) {
      // The client was deleted a moment ago, and all its tokens with it.
      if (error instanceof NotFoundError) return;
      if (!(error instanceof PersistenceError)) throw error;
      throw temporarilyUnavailable({ detail: 'The revocation could not be stored.', cause: error });
    }
  }
}

const actorOf = (request: EndpointRequest): AuditActor => ({
  ip: auditAddress(request.ip),
  internalApiKey: null,
});

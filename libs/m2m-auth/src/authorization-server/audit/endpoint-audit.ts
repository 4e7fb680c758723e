import type { AuditEvent } from '../../domain/audit/audit-event.js';
import type { AuditEventName } from '../../domain/audit/audit-event-names.js';
import type { TokenTraffic } from '../../domain/audit/token-traffic.js';
import type { AuthenticatedClient } from '../../domain/client-authentication/client-secret-authenticator.js';
import { PersistenceError } from '../../domain/stores/persistence-errors.js';
import type { IssuedToken } from '../../domain/tokens/access-token-issuer.js';
import type { EndpointRequest } from '../../http/endpoint.js';
import type { ClientToken } from '../../oauth/client-token.js';
import { temporarilyUnavailable } from '../../oauth/errors.js';
import type { JsonValue } from '../../oauth/json.js';
import { auditAddress } from './audit-address.js';
import type { AuditedCaller } from './audited-caller.js';
import type { FailedRequests, FailureEvent } from './failed-requests.js';
import { definedMetadata } from './metadata.js';
import { shownGrantType, shownResources, shownScopes } from './harmless-values.js';

type SuccessEvent = Extract<AuditEventName, `oauth.${string}.success`>;

/** What the OAuth endpoints tell the audit (`oauth.token.exchange.*`, `oauth.introspect.*`, `oauth.revoke.*`). */
export class EndpointAudit {
  /**
   * @param traffic null: nothing is audited.
   * @param synchronous a success is stored before it is answered; failures never are, or strangers could make the database
   * work.
   */
  constructor(
    private readonly traffic: TokenTraffic | null,
    private readonly failures: FailedRequests,
    private readonly synchronous: boolean,
  ) {}

  /**
   * A token was made. Undefined when it can be answered at once.
   *
   * @throws OAuthError `temporarily_unavailable` when it has to be stored first and cannot be.
   */
  issued(
    caller: AuthenticatedClient,
    issued: IssuedToken,
    request: EndpointRequest,
  ): Promise<void> | undefined {
    const key = caller.secret.id;
    if (this.counted('oauth.token.exchange.success', key, request)) return undefined;
    const resource = request.parameters.getAll('resource');
    return this.first('oauth.token.exchange.success', key, caller, request, {
      common: { grantType: shownGrantType(request.parameters.get('grant_type')) },
      once: {
        scope: shownScopes(issued.scopes),
        resource: resource.length === 0 ? undefined : shownResources(resource, resource),
      },
    });
  }

  /** A question about a token was answered. @param token null: as inactive. See {@link issued}. */
  introspected(
    caller: AuditedCaller,
    token: ClientToken | null,
    request: EndpointRequest,
  ): Promise<void> | undefined {
    const active = token !== null;
    const key = keyOf(caller, active);
    if (this.counted('oauth.introspect.success', key, request)) return undefined;
    return this.first('oauth.introspect.success', key, caller, request, {
      common: { active },
      once: { tokenSub: token?.subject },
    });
  }

  /** @param ended false: it was no live token of the caller, which is told nobody else (RFC 7009 §2.2). */
  revoked(caller: AuditedCaller, ended: boolean, request: EndpointRequest): Promise<void> | undefined {
    const key = keyOf(caller, ended);
    if (this.counted('oauth.revoke.success', key, request)) return undefined;
    return this.first('oauth.revoke.success', key, caller, request, { common: { ended }, once: {} });
  }

  /** A request was refused. @param caller null: before it was known whose it is. Never throws. */
  failed(event: FailureEvent, caller: AuditedCaller | null, request: EndpointRequest, error: unknown): void {
    if (this.traffic) this.failures.tell(this.traffic, event, caller, request, error);
  }

  /** True when nothing is left to do. */
  private counted(event: SuccessEvent, key: string, request: EndpointRequest): boolean {
    if (this.traffic === null) return true;
    return !this.synchronous && this.traffic.again(event, key, request.ip);
  }

  private first(
    event: SuccessEvent,
    key: string,
    { client, secret }: AuditedCaller,
    request: EndpointRequest,
    metadata: Record<'common' | 'once', Readonly<Record<string, JsonValue | undefined>>>,
  ): Promise<void> | undefined {
    const common = definedMetadata({ ...metadata.common, secretId: secret?.id });
    const first: AuditEvent = {
      event,
      success: true,
      clientId: client.clientId,
      organizationId: client.organizationId,
      ip: auditAddress(request.ip),
      metadata: { ...common, ...definedMetadata(metadata.once) },
    };
    if (this.synchronous) return this.traffic?.store(first).catch(notStored);
    this.traffic?.begin({ key, first, common }, request.ip);
    return undefined;
  }
}

const keyOf = ({ client, secret }: AuditedCaller, outcome: boolean): string =>
  `${outcome} ${secret?.id ?? `bearer ${client.clientId}`}`;

const notStored = (error: unknown): never => {
  if (!(error instanceof PersistenceError)) throw error;
  throw temporarilyUnavailable({ detail: 'The audit could not be stored.', cause: error });
};

import type { AuditEvent } from '../../domain/audit/audit-event.js';
import type { AuditEventName } from '../../domain/audit/audit-event-names.js';
import type { TokenTraffic } from '../../domain/audit/token-traffic.js';
import type { Client } from '../../domain/clients/client.js';
import type { EndpointRequest } from '../../http/endpoint.js';
import type { JsonObject } from '../../oauth/json.js';
import { OAuthError } from '../../oauth/oauth-error.js';
import { presentedClientId } from '../client-authentication/presented-credentials.js';
import { addressPrefix } from '../throttling/address-prefix.js';
import { auditAddress } from './audit-address.js';
import type { AuditedCaller } from './audited-caller.js';
import { shownGrantType, shownRequestedScope, shownResources } from './harmless-values.js';
import { definedMetadata } from './metadata.js';

export type FailureEvent = Extract<AuditEventName, `oauth.${string}.failure`>;

/** What is known of the clients without asking anybody. */
export interface KnownClients {
  /** True when a client of this name was read lately. */
  knows(clientId: string): boolean;
  /** What a client may ask a token for. */
  audienceOf(client: Client): readonly string[];
}

/** Tells the audit of requests that were refused, with every identity that was known by then. */
export class FailedRequests {
  constructor(private readonly clients: KnownClients) {}

  tell(
    traffic: TokenTraffic,
    event: FailureEvent,
    caller: AuditedCaller | null,
    request: EndpointRequest,
    error: unknown,
  ): void {
    const { code, status } =
      error instanceof OAuthError ? error : ({ code: 'server_error', status: 500 } as const);
    if (caller) this.tellOfClient(traffic, event, caller, request, { error: code, status });
    else this.tellOfStranger(traffic, event, request, { error: code, status });
  }

  private tellOfClient(
    traffic: TokenTraffic,
    event: FailureEvent,
    { client, secret }: AuditedCaller,
    request: EndpointRequest,
    reason: Reason,
  ): void {
    const key = `${reason.error} ${reason.status} ${secret?.id ?? `bearer ${client.clientId}`}`;
    if (traffic.again(event, key, request.ip)) return;
    const common = definedMetadata({ ...reason, secretId: secret?.id });
    const { clientId, organizationId } = client;
    const first = failure(event, request, { clientId, organizationId }, common);
    const asked = this.askedFor(client, request, reason);
    traffic.begin({ key, first: { ...first, metadata: { ...common, ...asked } }, common }, request.ip);
  }

  /** Nobody has proved to be the client that was named, so the event is not that client's. */
  private tellOfStranger(
    traffic: TokenTraffic,
    event: FailureEvent,
    request: EndpointRequest,
    reason: Reason,
  ): void {
    const presented = reason.error === 'invalid_client' ? presentedClientId(request) : undefined;
    // Only the name of a real client is repeated: anything else may be a secret in the wrong field.
    const named = presented !== undefined && this.clients.knows(presented) ? presented : undefined;
    const why = `${reason.error} ${reason.status}`;
    const whence = `${why} ${addressPrefix(request.ip)}`;
    const keys = [`${whence} ${named}`, whence, why] as const;
    traffic.unknown(event, keys, request.ip, (coarseness) => {
      const common = definedMetadata({ ...reason, presentedClientId: coarseness === 0 ? named : undefined });
      const whose = { clientId: null, organizationId: null };
      return { key: keys[coarseness] ?? why, common, first: failure(event, request, whose, common) };
    });
  }

  private askedFor(client: Client, { parameters }: EndpointRequest, reason: Reason): JsonObject {
    const resources = parameters.getAll('resource');
    const allowed = this.clients.audienceOf(client);
    const refused = reason.error === 'invalid_target';
    return definedMetadata({
      grantType: shownGrantType(parameters.get('grant_type')),
      scope: shownRequestedScope(parameters.get('scope'), client),
      resource: resources.length === 0 ? undefined : shownResources(resources, allowed),
      extra: refused
        ? shownResources(
            resources.filter((resource) => !allowed.includes(resource)),
            [],
          )
        : undefined,
      allowedAudience: refused ? shownResources(allowed, allowed) : undefined,
    });
  }
}

interface Reason {
  readonly [name: string]: string | number;
  /** The code on the wire. */
  readonly error: string;
  /** Tells "too many requests" from "unavailable", which share a code. */
  readonly status: number;
}

const failure = (
  event: FailureEvent,
  request: EndpointRequest,
  whose: Pick<AuditEvent, 'clientId' | 'organizationId'>,
  metadata: JsonObject,
): AuditEvent => ({ event, success: false, ...whose, ip: auditAddress(request.ip), metadata });

import type { Client, ClientSecret } from '../../domain/clients/client.js';

/** A client as an endpoint knows it. */
export interface AuditedCaller {
  readonly client: Client;
  /** Null when an access token has proved who it is. */
  readonly secret: ClientSecret | null;
}

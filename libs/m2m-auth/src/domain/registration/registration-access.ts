import type { ClientReader, ClientTransaction } from '../clients/client-store.js';
import type { RegistrationReader } from './registration-store.js';
import type { JsonObject } from '../../oauth/json.js';
import type { ChangeWriter } from '../changes/change-writer.js';
import type { Client } from '../clients/client.js';
import { isClientId } from '../clients/client-id.js';
import { deleteClient } from '../clients/client-rows.js';
import { hashGeneratedSecret, isSameDigest } from '../credentials/generated-secret.js';
import type { TokenLifetimeBound } from '../changes/denials.js';
import { REGISTRATION_ACCESS_TOKEN } from './client-registration.js';

const BY_ITSELF = { registration: 'dynamic' } as const;
const NO_DIGEST = hashGeneratedSecret('');

/** A client as its registration access token shows it. */
export interface ManagedClient {
  readonly client: Client;
  readonly details: Readonly<JsonObject>;
}

/** What a client can do with its own registration (RFC 7592). */
export class RegistrationAccess {
  constructor(
    private readonly stores: { readonly clients: ClientReader; readonly registrations: RegistrationReader },
    private readonly writer: ChangeWriter<ClientTransaction>,
    private readonly bound: TokenLifetimeBound,
  ) {}

  /**
   * The client whose registration access token this is; null for every reason why not: no such client, the token of
   * another one, a client that was deactivated, that was registered in another way, or made anew under the same id.
   *
   * @throws PersistenceError when the store cannot answer.
   */
  async find(clientId: string, registrationAccessToken: string): Promise<ManagedClient | null> {
    if (!REGISTRATION_ACCESS_TOKEN.isValid(registrationAccessToken)) return null;
    const [registration, found] = isClientId(clientId)
      ? await Promise.all([this.stores.registrations.find(clientId), this.stores.clients.find(clientId)])
      : [null, null];
    const matches = isSameDigest(
      hashGeneratedSecret(registrationAccessToken),
      registration?.tokenDigest ?? NO_DIGEST,
    );
    if (!matches || registration === null || found === null) return null;
    const { client } = found;
    return client.isActive && client.id === registration.clientRowId
      ? { client, details: registration.details }
      : null;
  }

  /**
   * Deletes the client with its secrets and its registration, and ends its live tokens.
   *
   * @param ip address of the sender, for the audit; null when it is not known.
   * @returns false when it was gone, or not active, by the time that its row was held.
   * @throws OAuthError `temporarily_unavailable` when the end of the tokens is committed but not yet enforced everywhere.
   */
  delete({ client }: ManagedClient, ip: string | null): Promise<boolean> {
    return this.writer.write(async (tx) => {
      const found = await tx.clients.lock(client.clientId);
      if (found?.client.id !== client.id || !found.client.isActive) {
        return { result: false, changes: [], denials: [] };
      }
      return { ...(await deleteClient(tx, found, this.bound, { ip, metadata: BY_ITSELF })), result: true };
    });
  }
}

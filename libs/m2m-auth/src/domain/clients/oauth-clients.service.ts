import type { ClientReader, ClientTransaction, ClientFilter } from './client-store.js';
import type { AuditTransaction } from '../audit/audit-event-store.js';
import type { OrganizationTransaction } from '../organizations/organization-store.js';
import { invalidClient } from '../../oauth/errors.js';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import type { AuditEventName } from '../audit/audit-event-names.js';
import type { ChangeWriter } from '../changes/change-writer.js';
import type { SecretPreparer } from '../credentials/secret-preparer.js';
import { InvalidInputError, NotFoundError, refuseInvalid } from '../errors.js';
import { unknownMembers } from '../known-members.js';
import { pageOf, toPage, type PageOf, type PageRequest } from '../stores/cursor.js';

import type { TransactionContext } from '../stores/transaction-context.js';
import { endEpochs } from './end-epochs.js';
import { type TokenLifetimeBound } from '../changes/denials.js';
import type { Client } from './client.js';
import {
  REGISTRATION_MEMBERS,
  UPDATE_MEMBERS,
  type ClientRegistration,
  type ClientUpdate,
} from './client-input.js';
import { clientProblems, missingMembers } from './client-rules.js';
import { deleteClient, insertClient } from './client-rows.js';
import { clientChangesOf, newClientOf } from './new-client.js';
import { viewClient, type ClientView } from './client-view.js';

/** Whether a secret is that of a client, and at what price; `ClientAuthenticator` says it. */
export interface ClientSecretCheck {
  authenticate(
    presented: { readonly clientId: string; readonly secret: string; readonly method: null },
    fairnessKey: string,
  ): Promise<{ readonly client: Client } | null>;
}

/** A client just registered, with its secret if the server made it: the only time that it is shown. */
export type RegisteredClient = ClientView & { readonly clientSecret?: string };

/**
 * The life of machine clients. Every method that writes takes the host's own transaction as its last argument
 * (with TypeORM: an `EntityManager`); without one it makes its own.
 *
 * @example
 * const { clientId, clientSecret } = await clients.register({ name: 'Billing', scopes: ['reports:read'] });
 */
export class OauthClientsService {
  constructor(
    private readonly stores: { readonly clients: ClientReader },
    private readonly writer: ChangeWriter<ClientTransaction & OrganizationTransaction>,
    private readonly authenticator: ClientSecretCheck,
    private readonly preparer: SecretPreparer,
    private readonly bound: TokenLifetimeBound,
    private readonly random: RandomSource,
  ) {}

  /**
   * Registers a confidential client.
   *
   * @throws InvalidInputError naming every problem at once.
   * @throws DuplicateError when the clientId is taken, also when two register it at the same time.
   */
  async register(input: ClientRegistration, context?: TransactionContext): Promise<RegisteredClient> {
    refuseInvalid([
      ...unknownMembers(input, REGISTRATION_MEMBERS),
      ...missingMembers(input),
      ...clientProblems(input),
      ...(input.clientSecret === undefined ? [] : this.preparer.problems(input.clientSecret)),
    ]);
    const prepared = await this.preparer.prepare(input.clientSecret);
    const client = newClientOf(input, this.random);
    return this.writer.write(async (tx) => {
      await this.requireOrganization(tx, client.organizationId);
      const { stored, secret } = await insertClient(tx, client, prepared, this.random);
      await audit(tx, 'oauth.client.registered', stored, { scopes: [...stored.scopes] });
      const view = viewClient({ client: stored, secrets: [secret] });
      return {
        result: prepared.plaintext === null ? view : { ...view, clientSecret: prepared.plaintext },
        changes: [{ kind: 'client', subject: stored.clientId }],
        denials: [],
      };
    }, context);
  }

  /** The client, or null. Never with a hash. */
  async find(clientId: string, context?: TransactionContext): Promise<ClientView | null> {
    const found = await this.stores.clients.find(clientId, context);
    return found && viewClient(found);
  }

  /**
   * Clients in the order of their registration.
   *
   * @throws InvalidInputError when the limit is not 1 to 100 or the cursor is not one of a page before.
   */
  async list(
    request: PageRequest & ClientFilter = {},
    context?: TransactionContext,
  ): Promise<PageOf<ClientView>> {
    const page = toPage(request);
    const filter = { organizationId: request.organizationId, isActive: request.isActive };
    const rows = await this.stores.clients.list({ ...page, limit: page.limit + 1 }, filter, context);
    return pageOf(rows, page, (row) => row.client, viewClient);
  }

  /**
   * Changes what is given and leaves the rest. Deactivating ends the client's live tokens, everywhere, before this
   * resolves; activating again revives none of them.
   *
   * @throws InvalidInputError, NotFoundError
   * @throws OAuthError `temporarily_unavailable` when the end of the tokens is committed but not yet enforced everywhere.
   */
  async update(clientId: string, changes: ClientUpdate, context?: TransactionContext): Promise<ClientView> {
    refuseInvalid([...unknownMembers(changes, UPDATE_MEMBERS), ...clientProblems(changes)]);
    return this.writer.write(async (tx) => {
      const found = await tx.clients.lock(clientId);
      if (!found) throw new NotFoundError('client');
      await this.requireOrganization(tx, changes.organizationId ?? null);
      // Also when it was inactive before: a repeated request is how an earlier 503 is brought to its end.
      const denials =
        changes.isActive === false ? await endEpochs(tx, found.secrets, this.bound, { renew: true }) : [];
      const given = clientChangesOf(changes);
      const client = await tx.clients.update(found.client.id, given);
      await audit(tx, 'oauth.client.updated', client, { changed: Object.keys(given) });
      return {
        result: viewClient({ client, secrets: found.secrets }),
        changes: [{ kind: 'client', subject: clientId }],
        denials,
      };
    }, context);
  }

  /** Stops a client and ends its live tokens; its row and secrets stay. See {@link update}. */
  deactivate(clientId: string, context?: TransactionContext): Promise<ClientView> {
    return this.update(clientId, { isActive: false }, context);
  }

  /**
   * Deletes a client with its secrets and ends its live tokens. The clientId may be used again; no old token revives.
   *
   * @throws NotFoundError
   * @throws OAuthError `temporarily_unavailable` when the end of the tokens is committed but not yet enforced everywhere.
   */
  async delete(clientId: string, context?: TransactionContext): Promise<void> {
    await this.writer.write(async (tx) => {
      const found = await tx.clients.lock(clientId);
      if (!found) throw new NotFoundError('client');
      return deleteClient(tx, found, this.bound);
    }, context);
  }

  /**
   * The client whose id and secret these are.
   *
   * @throws OAuthError `invalid_client`, the same for an unknown client, an inactive one, and a wrong or expired secret.
   * @throws OAuthError `temporarily_unavailable` when too many secrets are being checked.
   */
  async authenticate(clientId: string, clientSecret: string): Promise<Client> {
    const presented = { clientId, secret: clientSecret, method: null };
    const authenticated = await this.authenticator.authenticate(presented, 'host');
    if (!authenticated) throw invalidClient({ challenge: false });
    return authenticated.client;
  }

  private async requireOrganization(tx: OrganizationTransaction, id: string | null): Promise<void> {
    if (id !== null && !(await tx.organizations.exists(id))) {
      throw new InvalidInputError(['organizationId names no organization']);
    }
  }
}

const audit = (
  tx: AuditTransaction,
  event: AuditEventName,
  client: Client,
  metadata: Record<string, string[]>,
): Promise<void> =>
  tx.audit({
    event,
    success: true,
    clientId: client.clientId,
    organizationId: client.organizationId,
    ip: null,
    metadata,
  });

import type { EntityManager } from 'typeorm';
import type { ClientWithSecrets } from '../../../domain/clients/client.js';
import type { ReadExpectation } from '../../../domain/changes/history-revision.js';
import { isLookupKey } from '../../../domain/stores/lookup-key.js';
import type { ClientFilter, ClientReader } from '../../../domain/clients/client-store.js';
import type { Page } from '../../../domain/stores/page.js';
import type { TransactionContext } from '../../../domain/stores/transaction-context.js';
import { selectClient, selectClientForAuthentication, selectClients } from '../client-rows.js';
import { joinHostTransaction } from '../connection/host-transaction.js';
import type { PrimaryConnections } from '../connection/primary-connections.js';
import type { TableNames } from '../table-names.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reads clients from the primary, or inside the host's transaction. */
export class TypeOrmClientReader implements ClientReader {
  readonly #connections: PrimaryConnections;
  readonly #names: TableNames;
  readonly #limitMs: number;

  constructor(connections: PrimaryConnections, names: TableNames, limitMs: number) {
    this.#connections = connections;
    this.#names = names;
    this.#limitMs = limitMs;
  }

  async findForAuthentication(
    clientId: string,
    expected?: ReadExpectation,
  ): Promise<ClientWithSecrets | null> {
    if (!isLookupKey(clientId)) return null;
    return this.#read((manager) => selectClientForAuthentication(manager, this.#names, clientId, expected));
  }

  async find(clientId: string, context?: TransactionContext): Promise<ClientWithSecrets | null> {
    if (!isLookupKey(clientId)) return null;
    return this.#read((manager) => selectClient(manager, clientId, 'without-hashes'), context);
  }

  async list(
    page: Page,
    filter: ClientFilter,
    context?: TransactionContext,
  ): Promise<readonly ClientWithSecrets[]> {
    if (filter.organizationId !== undefined && !isLookupKey(filter.organizationId)) return [];
    if (page.after !== undefined && !UUID.test(page.after.id)) return [];
    return this.#read((manager) => selectClients(manager, page, filter), context);
  }

  #read<T>(statement: (manager: EntityManager) => Promise<T>, context?: TransactionContext): Promise<T> {
    if (context === undefined) return this.#connections.read(this.#limitMs, statement);
    return joinHostTransaction(context, this.#limitMs).run(statement);
  }
}

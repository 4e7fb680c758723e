import type { EntityManager } from 'typeorm';
import type { ClientWithSecrets } from '../../../domain/clients/client.js';
import { isLookupKey } from '../../../domain/persistence/lookup-key.js';
import type {
  ClientFilter,
  ClientReader,
  Page,
  TransactionContext,
} from '../../../domain/persistence/persistence.js';
import { selectClient, selectClients } from '../client-rows.js';
import { joinHostTransaction } from '../connection/host-transaction.js';
import type { PrimaryConnections } from '../connection/primary-connections.js';
import { OauthClient } from '../entities/oauth-client.entity.js';
import { applyPage } from '../keyset-page.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reads clients from the primary, or inside the host's transaction. */
export class TypeOrmClientReader implements ClientReader {
  readonly #connections: PrimaryConnections;
  readonly #limitMs: number;

  constructor(connections: PrimaryConnections, limitMs: number) {
    this.#connections = connections;
    this.#limitMs = limitMs;
  }

  async findForAuthentication(clientId: string): Promise<ClientWithSecrets | null> {
    if (!isLookupKey(clientId)) return null;
    return this.#read((manager) => selectClient(manager, clientId, 'with-hashes'));
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
    const { organizationId, isActive } = filter;
    if (organizationId !== undefined && !isLookupKey(organizationId)) return [];
    if (page.after !== undefined && !UUID.test(page.after.id)) return [];
    return this.#read(async (manager) => {
      const query = manager.createQueryBuilder(OauthClient, 'client').select('client.id');
      if (organizationId !== undefined)
        query.andWhere('client.organizationId = :organizationId', { organizationId });
      if (isActive !== undefined) query.andWhere('client.isActive = :isActive', { isActive });
      const rows = await applyPage(query, 'client', page).getMany();
      return selectClients(
        manager,
        rows.map((row) => row.id),
      );
    }, context);
  }

  #read<T>(statement: (manager: EntityManager) => Promise<T>, context?: TransactionContext): Promise<T> {
    if (context === undefined) return this.#connections.read(this.#limitMs, statement);
    return joinHostTransaction(context, this.#limitMs).run(statement);
  }
}

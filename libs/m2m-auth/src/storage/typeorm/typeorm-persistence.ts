import type { DataSource } from 'typeorm';
import type { AuditEventStore } from '../../domain/audit/audit-event-store.js';
import type { ApiKeyReader } from '../../domain/api-keys/api-key-store.js';
import type { ClientReader } from '../../domain/clients/client-store.js';
import type {
  InitialAccessTokenReader,
  RegistrationReader,
} from '../../domain/registration/registration-store.js';
import type { OrganizationReader } from '../../domain/organizations/organization-store.js';
import type { Persistence, Transaction } from '../../domain/persistence/persistence.js';
import type { RevocationReader } from '../../domain/changes/change-store.js';
import type { SecretUse } from '../../domain/credentials/secret-use-store.js';
import type { SigningKeyReader } from '../../domain/keys/signing-key-store.js';
import type { TransactionContext } from '../../domain/stores/transaction-context.js';
import { withinHostTransaction } from './connection/host-transaction.js';
import { PrimaryConnections } from './connection/primary-connections.js';
import type { Session } from './connection/session.js';
import { purgeChanges, purgeDenials, purgeEndedSecrets, purgeInitialAccessTokens } from './purge-expired.js';
import { TypeOrmApiKeyReader } from './readers/typeorm-api-key-reader.js';
import { TypeOrmClientReader } from './readers/typeorm-client-reader.js';
import { TypeOrmInitialAccessTokenReader } from './readers/typeorm-initial-access-token-reader.js';
import { TypeOrmOrganizationReader } from './readers/typeorm-organization-reader.js';
import { TypeOrmRevocationReader } from './readers/typeorm-revocation-reader.js';
import { selectRegistration, selectUnusedRegistrations } from './registration-rows.js';
import { recordSecretUses } from './record-secret-uses.js';
import { MigrationRunner } from './schema/migration-runner.js';
import { requireEntities, requireSchema, requireUtf8 } from './schema/schema-check.js';
import { selectSigningKeyPage, selectSigningKeys } from './signing-key-rows.js';
import { TableNames } from './table-names.js';
import { TypeOrmTransaction } from './transaction/typeorm-transaction.js';
import { TypeOrmAuditEvents } from './typeorm-audit-events.js';
import {
  DEFAULT_TIMEOUTS,
  type PersistenceTimeouts,
  type TypeOrmPersistenceOptions,
} from './typeorm-persistence.options.js';

/**
 * The truth in Postgres, through the host's DataSource. Every statement goes to the primary; a transaction context is
 * an `EntityManager` of an open transaction of the same DataSource.
 */
export class TypeOrmPersistence implements Persistence {
  readonly durable = true;
  readonly clients: ClientReader;
  readonly organizations: OrganizationReader;
  readonly apiKeys: ApiKeyReader;
  readonly signingKeys: SigningKeyReader;
  readonly initialAccessTokens: InitialAccessTokenReader;
  readonly registrations: RegistrationReader;
  readonly revocations: RevocationReader;
  readonly auditEvents: AuditEventStore;
  private readonly dataSource: DataSource;
  private readonly connections: PrimaryConnections;
  private readonly names: TableNames;
  private readonly timeouts: PersistenceTimeouts;
  private readonly migrations: 'manual' | 'run';
  private readonly dataSourceName: string | undefined;

  constructor(dataSource: DataSource, options: TypeOrmPersistenceOptions = {}) {
    const connections = new PrimaryConnections(dataSource);
    const names = new TableNames(dataSource);
    const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
    this.dataSource = dataSource;
    this.connections = connections;
    this.names = names;
    this.timeouts = timeouts;
    this.migrations = options.migrations ?? 'manual';
    this.dataSourceName = options.dataSource;
    this.clients = new TypeOrmClientReader(connections, names, timeouts.readMs);
    this.organizations = new TypeOrmOrganizationReader(connections, timeouts.readMs);
    this.apiKeys = new TypeOrmApiKeyReader(connections, names, timeouts);
    this.signingKeys = {
      list: () => connections.read(timeouts.readMs, selectSigningKeys),
      page: (page) => connections.read(timeouts.readMs, (manager) => selectSigningKeyPage(manager, page)),
    };
    this.initialAccessTokens = new TypeOrmInitialAccessTokenReader(connections, timeouts.readMs);
    this.registrations = {
      find: (clientId) =>
        connections.read(timeouts.readMs, (manager) => selectRegistration(manager, clientId)),
      unused: (olderThanMs, limit) =>
        connections.read(timeouts.readMs, (manager) =>
          selectUnusedRegistrations(manager, names, olderThanMs, limit),
        ),
    };
    this.revocations = new TypeOrmRevocationReader(connections, names, timeouts);
    this.auditEvents = new TypeOrmAuditEvents(connections, names, timeouts);
  }

  transaction<T>(work: (tx: Transaction) => Promise<T>, context?: TransactionContext): Promise<T> {
    const inside = (session: Session): Promise<T> => work(new TypeOrmTransaction(session, this.names));
    if (context !== undefined) return withinHostTransaction(context, this.timeouts.writeMs, inside);
    return this.connections.transaction(this.timeouts.writeMs, inside);
  }

  async prepare(): Promise<void> {
    requireEntities(this.dataSource, this.dataSourceName);
    const { prepareMs } = this.timeouts;
    await this.connections.read(prepareMs, requireUtf8);
    if (this.migrations === 'run') {
      await new MigrationRunner(this.dataSource, this.connections, this.names, prepareMs).run();
    } else {
      await this.connections.read(prepareMs, (manager) =>
        requireSchema(manager, this.dataSource, this.names),
      );
    }
  }

  async ping(): Promise<void> {
    await this.connections.read(this.timeouts.checkMs, (manager) => manager.query('SELECT 1'));
  }

  recordSecretUses(uses: readonly SecretUse[]): Promise<readonly string[]> {
    return this.connections.transaction(this.timeouts.writeMs, (session) =>
      recordSecretUses(session, this.names, uses),
    );
  }

  async purge(limit: number): Promise<number> {
    let gone = 0;
    for (const purge of [purgeDenials, purgeChanges, purgeEndedSecrets, purgeInitialAccessTokens]) {
      gone += await this.purgeWith(purge, limit);
    }
    return gone;
  }

  private purgeWith(purge: typeof purgeDenials, limit: number): Promise<number> {
    return this.connections.transaction(this.timeouts.writeMs, (session) =>
      purge(session, this.names, limit),
    );
  }
}

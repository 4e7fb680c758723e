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
import { CHANGE_RETENTION_MS, DENIAL_SLACK_MS } from '../../domain/stores/retention.js';
import { denialMember } from '../../domain/changes/denial.js';
import type { Clock } from '../../oauth/ports/clock.js';
import { memoryApiKeyReader } from './memory-persistence-api-key-reader.js';
import { memoryAuditEvents } from './memory-persistence-audit-events.js';
import { memoryClientReader } from './memory-persistence-client-reader.js';
import { refuseContext } from './memory-persistence-context.js';
import { purgeEndedSecrets, purgeInitialAccessTokens } from './memory-persistence-ended-secrets.js';
import { memoryOrganizationReader } from './memory-persistence-organization-reader.js';
import {
  memoryInitialAccessTokenReader,
  memoryRegistrationReader,
} from './memory-persistence-registration-readers.js';
import { memoryRevocationReader } from './memory-persistence-revocation-reader.js';
import { liveSigningKeys, signingKeyPage } from './memory-persistence-rows.js';
import { recordSecretUses } from './memory-persistence-secret-uses.js';
import { Staging } from './memory-persistence-staging.js';
import { MemoryTables } from './memory-persistence-tables.js';
import { memoryTransaction } from './memory-persistence-transaction.js';

/**
 * The truth in this process and nowhere else: for development and tests. Transactions run one after another, and
 * readers see a transaction's writes when it has ended and not before.
 */
export class MemoryPersistence implements Persistence {
  readonly durable = false;
  readonly clients: ClientReader;
  readonly organizations: OrganizationReader;
  readonly apiKeys: ApiKeyReader;
  readonly signingKeys: SigningKeyReader;
  readonly initialAccessTokens: InitialAccessTokenReader;
  readonly registrations: RegistrationReader;
  readonly revocations: RevocationReader;
  readonly auditEvents: AuditEventStore;
  private readonly tables: MemoryTables;
  private readonly clock: Clock;
  private last: Promise<unknown> = Promise.resolve();

  /** @param identity of this database, for those with whom it shares a Redis. */
  constructor(clock: Clock, identity = 'memory') {
    this.clock = clock;
    this.tables = new MemoryTables(identity);
    this.clients = memoryClientReader(this.tables);
    this.organizations = memoryOrganizationReader(this.tables);
    this.apiKeys = memoryApiKeyReader(this.tables);
    const { signingKeys } = this.tables;
    this.signingKeys = {
      list: async () => liveSigningKeys(signingKeys.values()),
      page: async (page) => signingKeyPage(signingKeys.values(), page),
    };
    this.initialAccessTokens = memoryInitialAccessTokenReader(this.tables);
    this.registrations = memoryRegistrationReader(this.tables, clock);
    this.revocations = memoryRevocationReader(this.tables, clock);
    this.auditEvents = memoryAuditEvents(this.tables, clock);
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>, context?: TransactionContext): Promise<T> {
    refuseContext(context);
    return this.inTurn(() => this.run(work));
  }

  async prepare(): Promise<void> {}

  async ping(): Promise<void> {}

  async recordSecretUses(uses: readonly SecretUse[]): Promise<readonly string[]> {
    await this.inTurn(async () => recordSecretUses(this.tables, uses, this.clock.now()));
    return [];
  }

  async purge(limit: number): Promise<number> {
    const ended = await this.inTurn(
      async () =>
        purgeEndedSecrets(this.tables, limit, this.clock.now()) +
        purgeInitialAccessTokens(this.tables, limit, this.clock.now()),
    );
    const { denials, changes } = this.tables;
    const deadline = this.clock.now() - DENIAL_SLACK_MS;
    const expired = [...denials.values()]
      .filter((denial) => denial.expiresAt.getTime() < deadline)
      .slice(0, limit);
    for (const denial of expired) denials.delete(denialMember(denial));

    const retained = this.clock.now() - CHANGE_RETENTION_MS;
    const kept = changes.findIndex((change) => change.recordedAt >= retained);
    const gone = changes.splice(0, Math.min(kept === -1 ? changes.length : kept, limit));
    this.tables.purgedThrough = gone.at(-1)?.seq ?? this.tables.purgedThrough;
    return expired.length + gone.length + ended;
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.last.then(work);
    this.last = mine.catch(() => undefined);
    return mine;
  }

  private async run<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const staging = new Staging(this.tables, this.clock);
    try {
      const result = await work(memoryTransaction(staging));
      staging.commit();
      return result;
    } finally {
      staging.end();
    }
  }
}

import type { AuditEvent } from '../../../domain/audit/audit-event.js';
import type { HistoryRevision, Recorded, RevisedHistory } from '../../../domain/changes/history-revision.js';
import type { Transaction } from '../../../domain/persistence/persistence.js';
import type { Session } from '../connection/session.js';
import { M2MAuditEvent } from '../entities/audit-event.entity.js';
import type { TableNames } from '../table-names.js';
import { ApiKeyWrites } from './api-key-writes.js';
import { ClientWrites } from './client-writes.js';
import { InitialAccessTokenWrites } from './initial-access-token-writes.js';
import { ConfigurationWrites } from './configuration-writes.js';
import { OrganizationWrites } from './organization-writes.js';
import { recordChanges } from './record-changes.js';
import { RegistrationWrites } from './registration-writes.js';
import { reviseHistory } from './revise-history.js';
import { insertRow } from './row-writes.js';
import { SigningKeyWrites } from './signing-key-writes.js';

/** Everything that one transaction can write, on that transaction's connection and no other. */
export class TypeOrmTransaction implements Transaction {
  readonly clients: ClientWrites;
  readonly organizations: OrganizationWrites;
  readonly apiKeys: ApiKeyWrites;
  readonly signingKeys: SigningKeyWrites;
  readonly initialAccessTokens: InitialAccessTokenWrites;
  readonly registrations: RegistrationWrites;
  readonly configuration: ConfigurationWrites;
  readonly #session: Session;
  readonly #names: TableNames;
  #highestEpoch = 0;

  constructor(session: Session, names: TableNames) {
    this.#session = session;
    this.#names = names;
    this.clients = new ClientWrites(session, names);
    this.organizations = new OrganizationWrites(session, names);
    this.apiKeys = new ApiKeyWrites(session, names);
    this.signingKeys = new SigningKeyWrites(session, names);
    this.initialAccessTokens = new InitialAccessTokenWrites(session, names);
    this.registrations = new RegistrationWrites(session, names);
    this.configuration = new ConfigurationWrites(session, names);
  }

  // Own properties, because the audit trail spreads a transaction.
  readonly nextEpoch = async (): Promise<number> => {
    const [row] = await this.#session.query<{ epoch: string }>(
      'SELECT nextval($1::regclass)::text AS epoch',
      [this.#names.epochs],
    );
    const epoch = Number(row?.epoch);
    this.#highestEpoch = Math.max(this.#highestEpoch, epoch);
    return epoch;
  };

  readonly now = async (): Promise<Date> => {
    // As a number: neither the session's time zone nor a type parser of the host's has a say in it.
    const [row] = await this.#session.query<{ ms: string }>(
      'SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::text AS ms',
      [],
    );
    return new Date(Number(row?.ms));
  };

  readonly record = (entries: Parameters<Transaction['record']>[0]): Promise<Recorded> =>
    recordChanges(this.#session, this.#names, entries, this.#highestEpoch);

  readonly reviseHistory = (revision: HistoryRevision): Promise<RevisedHistory> =>
    reviseHistory(this.#session, this.#names, revision);

  readonly audit = async (event: AuditEvent): Promise<void> => {
    await this.#session.run((manager) => insertRow(manager, M2MAuditEvent, event));
  };
}

import type { ApiKeyReader, ApiKeyTransaction } from '../api-keys/api-key-store.js';
import type { AuditEventStore, AuditTransaction } from '../audit/audit-event-store.js';
import type { ChangeTransaction, RevocationReader, Transactions } from '../changes/change-store.js';
import type { ClientReader, ClientTransaction } from '../clients/client-store.js';
import type { ConfigurationTransaction } from '../configuration/configuration-store.js';
import type { SecretUseStore } from '../credentials/secret-use-store.js';
import type { SigningKeyReader, SigningKeyTransaction } from '../keys/signing-key-store.js';
import type { OrganizationReader, OrganizationTransaction } from '../organizations/organization-store.js';
import type {
  InitialAccessTokenReader,
  RegistrationReader,
  RegistrationTransaction,
} from '../registration/registration-store.js';

/** Everything one transaction can write. Each method takes part in that transaction and in no other. */
export interface Transaction
  extends
    ClientTransaction,
    OrganizationTransaction,
    ConfigurationTransaction,
    ApiKeyTransaction,
    SigningKeyTransaction,
    RegistrationTransaction,
    ChangeTransaction,
    AuditTransaction {}

/** The DI token of the {@link Persistence} in use. */
export const PERSISTENCE = Symbol.for('nestjs-m2m-auth/persistence');

/** The truth (design §5). Every call is bounded in time and throws PersistenceError when the store cannot answer. */
export interface Persistence extends Transactions<Transaction>, SecretUseStore {
  /** Survives this process. A durable persistence demands a key-encryption key in production. */
  readonly durable: boolean;
  readonly clients: ClientReader;
  readonly organizations: OrganizationReader;
  readonly apiKeys: ApiKeyReader;
  readonly signingKeys: SigningKeyReader;
  readonly initialAccessTokens: InitialAccessTokenReader;
  readonly registrations: RegistrationReader;
  readonly revocations: RevocationReader;
  readonly auditEvents: AuditEventStore;
  /** Migrates or checks the schema, as configured. @throws with the remedy when it does not fit. */
  prepare(): Promise<void>;
  /** Resolves when a trivial read of the primary answers. */
  ping(): Promise<void>;
  /**
   * Deletes what is of no more use, at most `limit` of each: expired denials, changes, and secrets that have expired or were
   * revoked longer ago than their retention; answers how many went.
   */
  purge(limit: number): Promise<number>;
}

import type { TokenIdentity } from '../../oauth/ports/revocation-check.js';
import type { ApiKey, ApiKeyOwner } from '../api-keys/api-key.js';
import type { AuditEvent } from '../audit/audit-event.js';
import type { AuditEventStore } from '../audit/audit-event-store.js';
import type { Client, ClientSecret, ClientWithSecrets } from '../clients/client.js';
import type { ConfigurationObject } from '../configuration/configuration-object.js';
import type { StoredSigningKey } from '../keys/signing-key.js';
import type { Organization } from '../organizations/organization.js';
import type { StoredRegistration } from '../registration/client-registration.js';
import type { InitialAccessToken } from '../registration/initial-access-token.js';
import type { Denial } from '../revocation/denial.js';
import type { DenialReader } from '../revocation/revocation-projection.js';
import type { ChangeKind, HistoryBatch } from './change.js';
import type { HistoryRevision, ReadExpectation, Recorded, RevisedHistory } from './history.js';
import type { Page } from './page.js';

export type { HistoryRevision, ReadExpectation, Recorded, RevisedHistory } from './history.js';
export type { Page } from './page.js';

export interface ClientFilter {
  readonly organizationId?: string;
  readonly isActive?: boolean;
}

/** What registering a client stores beside its generated columns. */
export type NewClient = Omit<Client, 'createdAt' | 'updatedAt'>;

export type ClientChanges = Partial<Omit<Client, 'id' | 'clientId' | 'createdAt' | 'updatedAt'>>;

export type NewClientSecret = Pick<ClientSecret, 'id' | 'hash' | 'hint' | 'epoch' | 'expiresAt'>;

/** How long ago a secret was used, in milliseconds: a span means the same on every machine, a time does not. */
export interface SecretUse {
  readonly secretId: string;
  readonly agoMs: number;
}

export type NewSigningKey = Omit<StoredSigningKey, 'createdAt'>;

export type SigningKeyChanges = Partial<
  Pick<
    StoredSigningKey,
    'state' | 'activatesAt' | 'activatedAt' | 'retiresAt' | 'retiredAt' | 'sealedPrivateKey'
  >
>;

export type NewInitialAccessToken = Omit<InitialAccessToken, 'uses' | 'createdAt'>;

export interface ApiKeyFilter {
  readonly organizationId?: string;
}

/** What making an API key stores beside its generated columns. */
export type NewStoredApiKey = Omit<ApiKey, 'lastUsedAt' | 'createdAt' | 'updatedAt'> & {
  /** Unique; all that is stored of the value. */
  readonly digest: string;
};

export type ApiKeyChanges = Partial<
  Pick<ApiKey, 'name' | 'owner' | 'permissions' | 'environment' | 'expiresAt'>
>;

/** What an API key is found by inside a transaction. */
export type ApiKeyPlace =
  | { readonly id: string }
  | { readonly digest: string }
  | { readonly owner: ApiKeyOwner; readonly name: string };

/** What is as good as gone already, because the same transaction will end or move it. */
export interface Leaving {
  /** Row ids. */
  readonly clients: readonly string[];
  readonly apiKeys: readonly string[];
}

/** Reads of clients. Security reads go to the primary. */
export interface ClientReader {
  /** The client and all its secrets that are not revoked, hashes included; null when there is none. For authentication only. */
  findForAuthentication(clientId: string): Promise<ClientWithSecrets | null>;
  /** The client and its live and expired, not revoked secrets, without hashes (`hash` is ''). */
  find(clientId: string, context?: TransactionContext): Promise<ClientWithSecrets | null>;
  list(page: Page, filter: ClientFilter, context?: TransactionContext): Promise<readonly ClientWithSecrets[]>;
}

/** Reads of organizations. */
export interface OrganizationReader {
  find(id: string): Promise<Organization | null>;
  list(page: Page): Promise<readonly Organization[]>;
}

/** Reads of API keys. Security reads go to the primary. */
export interface ApiKeyReader {
  /** The key whose value has this digest: one indexed, bounded read. For authentication only. */
  findForAuthentication(digest: string): Promise<ApiKey | null>;
  find(id: string, context?: TransactionContext): Promise<ApiKey | null>;
  /** With an organization: the keys that it or one of its users owns. */
  list(page: Page, filter: ApiKeyFilter, context?: TransactionContext): Promise<readonly ApiKey[]>;
}

/** Reads of signing keys. */
export interface SigningKeyReader {
  /** Every key that is not retired, oldest first. */
  list(): Promise<readonly StoredSigningKey[]>;
  /** Every key there was, a page of them; `id` is the kid. */
  page(page: Page): Promise<readonly StoredSigningKey[]>;
}

/** Reads of initial access tokens (RFC 7591 §3). */
export interface InitialAccessTokenReader {
  /** The token with this digest, also when it has expired or is used up; null when there is none. */
  findByDigest(digest: string): Promise<InitialAccessToken | null>;
  list(page: Page): Promise<readonly InitialAccessToken[]>;
}

/** Reads of the registrations of clients that registered themselves. */
export interface RegistrationReader {
  /** Null for every other client, and when there is none. */
  find(clientId: string): Promise<StoredRegistration | null>;
}

/** Reads of denials and changes, always from the primary. */
export interface RevocationReader extends DenialReader {
  /**
   * True when the token's jti, epoch or kid is denied: one indexed, bounded read.
   *
   * @param expected told of the position in the same snapshot, before anything is answered.
   * @throws when it cannot tell, and what `expected` throws.
   */
  isDenied(token: TokenIdentity, expected?: ReadExpectation): Promise<boolean>;
  /** Changes with a seq above `after`, and the mark of the seq that is `remembered`, which is `after` unless it is given. */
  changesAfter(after: number, remembered?: number): Promise<HistoryBatch>;
}

/** Everything one transaction can write. Each method takes part in that transaction and in no other. */
export interface Transaction {
  readonly clients: {
    /** Locks the client's row until the end of the transaction; null when there is none. Hashes included. */
    lock(clientId: string): Promise<ClientWithSecrets | null>;
    /** As {@link lock}, but holds nothing. */
    find(clientId: string): Promise<ClientWithSecrets | null>;
    /** The secrets that were removed from a client, hashes included, the newest first; 50 of them at most. */
    removedSecrets(clientRowId: string): Promise<readonly ClientSecret[]>;
    /** @throws DuplicateError `client` when the clientId is taken, also when raced. */
    insert(client: NewClient): Promise<Client>;
    update(id: string, changes: ClientChanges): Promise<Client>;
    delete(id: string): Promise<void>;
    insertSecret(clientRowId: string, secret: NewClientSecret): Promise<ClientSecret>;
    updateSecret(
      secretId: string,
      changes: Partial<Pick<ClientSecret, 'hash' | 'hint' | 'epoch' | 'expiresAt' | 'revokedAt'>>,
    ): Promise<void>;
  };
  readonly organizations: {
    /** @throws DuplicateError `organization` when the id or the name is taken, also when raced. */
    insert(organization: Pick<Organization, 'id' | 'name'>): Promise<Organization>;
    /** True when it exists; holds it until the end of the transaction, so that it cannot vanish under a new client. */
    exists(id: string): Promise<boolean>;
    find(by: { readonly id: string } | { readonly name: string }): Promise<Organization | null>;
    /** @throws DuplicateError `organization` when the name is taken; PersistenceError when there is no such organization. */
    rename(id: string, name: string): Promise<void>;
    /** True when no client and no API key belongs to it but, at most, these. */
    isEmpty(id: string, butFor: Leaving): Promise<boolean>;
    /** With its initial access tokens. @throws PersistenceError when a client or an API key belongs to it. */
    delete(id: string): Promise<void>;
  };
  /** What configuration documents have made, and nobody by hand. */
  readonly configuration: {
    /** Holds the fleet-wide lock of those who apply one until the end of the transaction. */
    lock(): Promise<void>;
    list(): Promise<readonly ConfigurationObject[]>;
    /** In place of the entry of the same kind and id, if there is one. */
    put(object: ConfigurationObject): Promise<void>;
    remove(object: Pick<ConfigurationObject, 'kind' | 'id'>): Promise<void>;
  };
  readonly apiKeys: {
    /** @throws DuplicateError `API key` when there is a key with this digest, also when raced. */
    insert(key: NewStoredApiKey): Promise<ApiKey>;
    /** Null when there is none; of several that share an owner and a name the one that ends last, then the newest. */
    find(by: ApiKeyPlace): Promise<ApiKey | null>;
    /** @throws PersistenceError `P0002` when there is no such key. */
    update(id: string, changes: ApiKeyChanges): Promise<ApiKey>;
    /** The key as it was; null when there is none, also for all but one of those who delete it at the same time. */
    delete(id: string): Promise<ApiKey | null>;
  };
  readonly signingKeys: {
    /** Holds the fleet-wide lock on signing keys until the end of the transaction. */
    lockAll(): Promise<void>;
    list(): Promise<readonly StoredSigningKey[]>;
    /** The key, also when it is retired; null when there is none. */
    find(kid: string): Promise<StoredSigningKey | null>;
    insert(key: NewSigningKey): Promise<void>;
    /** @throws PersistenceError when there is no such key, or when two keys of one algorithm would be active or pending. */
    update(kid: string, changes: SigningKeyChanges): Promise<void>;
  };
  readonly initialAccessTokens: {
    insert(token: NewInitialAccessToken): Promise<InitialAccessToken>;
    /**
     * Takes one use of the token with this digest, by the database's clock; null when there is none, it has expired or
     * is used up. Held until the end of the transaction: no use is taken twice, and a rollback gives it back.
     */
    use(digest: string): Promise<InitialAccessToken | null>;
    /** The token that is gone now; null when there was none. */
    delete(id: string): Promise<InitialAccessToken | null>;
  };
  readonly registrations: {
    /**
     * Holds every other registration off until the end of the transaction, and counts those there are: no more will come.
     *
     * @param invited true: those with an initial access token; false: those without.
     */
    lockAndCount(invited: boolean): Promise<number>;
    /** Goes with its client. */
    insert(registration: StoredRegistration): Promise<void>;
  };
  /** A number from the one database-wide sequence, never given twice, also after a rollback. */
  nextEpoch(): Promise<number>;
  /** The database's own wall clock. */
  now(): Promise<Date>;
  /**
   * Takes the next seq (the counter row is locked from here to the commit, so call it last), appends the changes and
   * the denials under it. A denial that exists already keeps the later expiry.
   */
  record(entries: {
    readonly changes: readonly { readonly kind: ChangeKind; readonly subject: string }[];
    readonly denials: readonly Denial[];
    /** A seq that the caller remembers: answered with the mark that it has in this history. */
    readonly remembered?: number;
  }): Promise<Recorded>;
  /**
   * Brings back what somebody still knows and this database has lost, and with `expected` begins a new timeline, unless
   * somebody else has begun one since. Holds the counter's row until the commit. All readers reload afterwards.
   *
   * @throws PersistenceError `lost-epochs` when more epochs are lost than can be denied one by one.
   */
  reviseHistory(revision: HistoryRevision): Promise<RevisedHistory>;
  /** Stored if and only if the transaction is committed: a change that cannot be audited is not made. */
  audit(event: AuditEvent): Promise<void>;
}

declare const transactionContext: unique symbol;

/**
 * A transaction that the host has opened and will commit, e.g. a TypeORM `EntityManager`. Opaque here; each
 * persistence says what it takes. What was written becomes visible to other processes, and to this process' caches,
 * within a second of the host's commit.
 */
export type TransactionContext = object & { readonly [transactionContext]?: never };

/** The DI token of the {@link Persistence} in use. */
export const PERSISTENCE = Symbol.for('nestjs-m2m-auth/persistence');

/** The truth (design §5). Every call is bounded in time and throws PersistenceError when the store cannot answer. */
export interface Persistence {
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
  /** All or nothing. With a `context` the work joins the host's transaction and the host commits. */
  transaction<T>(work: (tx: Transaction) => Promise<T>, context?: TransactionContext): Promise<T>;
  /** Migrates or checks the schema, as configured. @throws with the remedy when it does not fit. */
  prepare(): Promise<void>;
  /** Resolves when a trivial read of the primary answers. */
  ping(): Promise<void>;
  /**
   * Moves the `lastUsedAt` of these secrets forward, never back, on the database's clock. It is no change of their clients,
   * so no cache is told. Waits for nobody: answers the ids of secrets that another transaction holds and that were
   * therefore left alone. Secrets that are gone are passed over.
   */
  recordSecretUses(uses: readonly SecretUse[]): Promise<readonly string[]>;
  /**
   * Deletes what is of no more use, at most `limit` of each: expired denials, changes, and secrets that have expired or were
   * revoked longer ago than their retention; answers how many went.
   */
  purge(limit: number): Promise<number>;
}

import type { Page } from '../stores/page.js';
import type { StoredRegistration } from './client-registration.js';
import type { InitialAccessToken } from './initial-access-token.js';

export type NewInitialAccessToken = Omit<InitialAccessToken, 'uses' | 'createdAt'>;

/** Reads of initial access tokens (RFC 7591 §3). */
export interface InitialAccessTokenReader {
  /** The token with this digest, also when it has expired or is used up; null when there is none. */
  findByDigest(digest: string): Promise<InitialAccessToken | null>;
  list(page: Page): Promise<readonly InitialAccessToken[]>;
}

/** Writes of initial access tokens in one transaction. */
export interface InitialAccessTokenWriter {
  insert(token: NewInitialAccessToken): Promise<InitialAccessToken>;
  /**
   * Takes one use of the token with this digest, by the database's clock; null when there is none, it has expired or
   * is used up. Held until the end of the transaction: no use is taken twice, and a rollback gives it back.
   */
  use(digest: string): Promise<InitialAccessToken | null>;
  /** The token that is gone now; null when there was none. */
  delete(id: string): Promise<InitialAccessToken | null>;
}

/** Reads of the registrations of clients that registered themselves. */
export interface RegistrationReader {
  /** Null for every other client, and when there is none. */
  find(clientId: string): Promise<StoredRegistration | null>;
  /**
   * Clients that registered themselves longer ago than so many milliseconds and are as they were then: they have never used
   * their secret, and nobody has changed them. The oldest first, by their clientId.
   */
  unused(olderThanMs: number, limit: number): Promise<readonly string[]>;
}

/** Writes of registrations in one transaction. */
export interface RegistrationWriter {
  /**
   * Holds every other registration off until the end of the transaction, and counts those there are: no more will come.
   *
   * @param invited true: those with an initial access token; false: those without.
   */
  lockAndCount(invited: boolean): Promise<number>;
  /** Goes with its client. */
  insert(registration: StoredRegistration): Promise<void>;
}

/** The part of a transaction that registers clients. */
export interface RegistrationTransaction {
  readonly initialAccessTokens: InitialAccessTokenWriter;
  readonly registrations: RegistrationWriter;
}

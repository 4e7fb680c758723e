import type { ApiKeyEnvironment, ApiKeyOwner } from './api-key.js';

/** What can be said about an API key when it is made. */
export interface NewApiKey {
  readonly name: string;
  /** The organization must exist. */
  readonly owner: ApiKeyOwner;
  /** Scopes as RFC 6749 §3.3 writes them; may be empty. */
  readonly permissions: readonly string[];
  /** A moment in the future. Left out: the key does not expire. */
  readonly expiresAt?: Date | null;
  /**
   * Made by the server when absent, which is better. `sk_`, then 32 to 128 characters of `A-Z a-z 0-9 . _ ~ + / -`, at
   * least 10 of them different.
   */
  readonly value?: string;
  /** Default: what the value's `sk_live_` or `sk_test_` says; `production` for a value that the server makes. */
  readonly environment?: ApiKeyEnvironment;
  /**
   * The key stands somewhere already, in a configuration file for one: its value may be shorter, of which the log warns,
   * its environment another than the value says, and it may have expired.
   */
  readonly imported?: boolean;
}

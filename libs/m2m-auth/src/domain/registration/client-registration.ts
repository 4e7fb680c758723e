import type { JsonObject } from '../../oauth/json.js';
import { ChecksummedToken } from '../credentials/checksummed-token.js';

/** The values of registration access tokens: `m2mr_…`. */
export const REGISTRATION_ACCESS_TOKEN = new ChecksummedToken('m2mr_');

/** That a client registered itself: by what it manages its registration (RFC 7592), and what it said of itself. */
export interface StoredRegistration {
  /** The `id` of the client's row: a client made anew under the same clientId has another. */
  readonly clientRowId: string;
  /** SHA-256 of the registration access token. */
  readonly tokenDigest: string;
  readonly initialAccessTokenId: string | null;
  /** Members of the client's metadata that only people read, such as `client_uri`. */
  readonly details: Readonly<JsonObject>;
}

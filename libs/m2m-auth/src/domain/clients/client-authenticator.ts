import { temporarilyUnavailable } from '../../oauth/errors.js';
import type {
  AuthenticatedClient,
  ClientSecretAuthenticator,
  UndecidedSecret,
} from '../credentials/client-authentication.js';
import type { ClientAuthenticationMethod, ClientWithSecrets } from './client.js';
import type { ClientCache } from './client-cache.js';
import { isClientId } from './client-id.js';

/** What a caller presented at an endpoint. */
export interface PresentedSecret {
  readonly clientId: string;
  readonly secret: string;
  /** The secret as it was sent, when it may not have been encoded and decoding has changed it. */
  readonly rawSecret?: string;
  /** Null when the caller is host code, which is bound to no method. */
  readonly method: ClientAuthenticationMethod | null;
}

/** The one place where a client becomes authenticated: row, secret, then the row's state. */
export class ClientAuthenticator {
  constructor(
    private readonly cache: ClientCache,
    private readonly secrets: ClientSecretAuthenticator,
  ) {}

  /**
   * The answer where no bcrypt is needed for it: of generated secrets, and of secrets that have verified a moment ago.
   * Otherwise the question, with the row that was read for it. Answers without a promise when the row is cached.
   *
   * @throws OAuthError `temporarily_unavailable` when the row has to be read and cannot.
   */
  examine(presented: PresentedSecret): Examined | Promise<Examined> {
    const found = this.find(presented.clientId);
    return found instanceof Promise
      ? found.then((row) => this.secrets.examine(row, presented), unavailable)
      : this.secrets.examine(found, presented);
  }

  /**
   * The client and the secret it used; null for every reason why not. Answers without a promise when the row is
   * cached and no slow hash is due.
   *
   * @param fairnessKey whose turn in the slow lane this is, e.g. the caller's address.
   * @throws OAuthError `temporarily_unavailable` when the slow lane is full, or the row has to be read and cannot.
   */
  authenticate(
    presented: PresentedSecret,
    fairnessKey: string,
  ): AuthenticatedClient | null | Promise<AuthenticatedClient | null> {
    const found = this.find(presented.clientId);
    return found instanceof Promise
      ? found.then((row) => this.secrets.authenticate(row, presented, fairnessKey), unavailable)
      : this.secrets.authenticate(found, presented, fairnessKey);
  }

  /** What no client can be called is unknown without being asked for: the database refuses NUL, the cache is bounded. */
  private find(clientId: string): ClientWithSecrets | null | Promise<ClientWithSecrets | null> {
    return isClientId(clientId) ? this.cache.find(clientId) : null;
  }
}

type Examined = AuthenticatedClient | null | UndecidedSecret;

const unavailable = (cause: unknown): never => {
  throw temporarilyUnavailable({ detail: 'The client could not be read.', cause });
};

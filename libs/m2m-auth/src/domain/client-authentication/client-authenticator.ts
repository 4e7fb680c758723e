import { temporarilyUnavailable } from '../../oauth/errors.js';
import {
  isUndecided,
  type AuthenticatedClient,
  type ClientSecretAuthenticator,
  type UndecidedSecret,
} from './client-secret-authenticator.js';
import type { FailureGrid } from '../throttling/failure-grid.js';
import type { ClientAuthenticationMethod, ClientWithSecrets } from '../clients/client.js';
import type { ClientCache } from './client-cache.js';
import { isClientId } from '../clients/client-id.js';

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
    private readonly failures: FailureGrid,
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
      ? found.then((row) => this.examined(row, presented, 'read'), unavailable)
      : this.examined(found, presented, 'cached');
  }

  /**
   * The client and the secret it used; null for every reason why not, when its time has come ({@link FailureGrid}).
   *
   * @param fairnessKey whose turn in the slow lane this is, e.g. the caller's address.
   * @throws OAuthError `temporarily_unavailable` when the slow lane is full, or the row has to be read and cannot.
   */
  async authenticate(presented: PresentedSecret, fairnessKey: string): Promise<AuthenticatedClient | null> {
    const arrival = this.failures.arrive();
    const examined = await this.examine(presented);
    if (!isUndecided(examined)) return examined ?? refusedAt(arrival.turn());
    return (await examined.verify(fairnessKey)) ?? refusedAt(arrival.turn(examined.usualMs));
  }

  private examined(
    row: ClientWithSecrets | null,
    presented: PresentedSecret,
    origin: Origin,
  ): Examined | Promise<Examined> {
    const examined = this.secrets.examine(row, presented);
    if (examined === null) return this.refused(presented.clientId, origin);
    if (!isUndecided(examined)) return examined;
    return {
      known: examined.known,
      get usualMs() {
        return examined.usualMs;
      },
      verify: async (fairnessKey) =>
        (await examined.verify(fairnessKey)) ?? this.refused(presented.clientId, origin),
    };
  }

  /** A refusal has cost a SELECT where the row was not cached; where it was, it costs one now. */
  private refused(clientId: string, origin: Origin): null | Promise<null> {
    if (!isClientId(clientId)) return null;
    if (origin === 'cached') return this.cache.settle(clientId)?.then(() => null, unavailable) ?? null;
    this.cache.settled(clientId);
    return null;
  }

  /** What no client can be called is unknown without being asked for: the database refuses NUL, the cache is bounded. */
  private find(clientId: string): ClientWithSecrets | null | Promise<ClientWithSecrets | null> {
    return isClientId(clientId) ? this.cache.find(clientId) : null;
  }
}

type Examined = AuthenticatedClient | null | UndecidedSecret;
/** Where the row of a client came from. */
type Origin = 'cached' | 'read';

const refusedAt = (turn: Promise<void>): Promise<null> => turn.then(() => null);

const unavailable = (cause: unknown): never => {
  throw temporarilyUnavailable({ detail: 'The client could not be read.', cause });
};

import type { ClientToken } from '../../oauth/client-token.js';
import { temporarilyUnavailable } from '../../oauth/errors.js';
import { OAuthError } from '../../oauth/oauth-error.js';
import type { ApiKeyCheck } from '../../oauth/ports/api-key-check.js';
import type { Clock } from '../../oauth/ports/clock.js';
import type { Arrival, FailureGrid } from '../throttling/failure-grid.js';
import type { ChangeFeed } from '../changes/change-feed.js';
import type { ApiKey } from './api-key.js';
import { ApiKeyCache, type KnownApiKey } from './api-key-cache.js';
import { principalOf } from './api-key-principal.js';
import { digestOfApiKey, isApiKeyValue } from './api-key-value.js';

interface AcceptedApiKey extends KnownApiKey {
  readonly principal: ClientToken;
}

export interface ApiKeyAuthenticatorParts {
  /** Reads that keep to their bounds, however many keys are made up, and are fair between addresses. */
  readonly reader: {
    findForAuthentication(digest: string, address: string | undefined): Promise<ApiKey | null>;
  };
  readonly feed: ChangeFeed;
  /** When what is no good key is refused. */
  readonly failures: FailureGrid;
  readonly clock: Clock;
  /** The resources that a key is good for. */
  readonly audience: readonly string[];
}

/**
 * The one place where an API key is found good, for guards and for those who ask: form and checksum, the row by its
 * digest, and at every request the time.
 */
export class ApiKeyAuthenticator implements ApiKeyCheck {
  private readonly cache: ApiKeyCache<AcceptedApiKey>;

  constructor(private readonly parts: ApiKeyAuthenticatorParts) {
    const { feed, reader } = parts;
    const audience = Object.freeze([...parts.audience]);
    this.cache = new ApiKeyCache(async (digest, address) => {
      const key = await reader.findForAuthentication(digest, address);
      return key && { key, principal: principalOf(key, audience) };
    }, feed);
  }

  check(value: string, address?: string): ClientToken | null | Promise<ClientToken | null> {
    const found = this.find(value, address);
    return found instanceof Promise ? found.then(principal) : principal(found);
  }

  /** The key with this value, as long as it is good. See {@link ApiKeyCheck.check}. */
  async authenticate(value: unknown): Promise<ApiKey | null> {
    return (await this.find(value))?.key ?? null;
  }

  private find(value: unknown, address?: string): AcceptedApiKey | null | Promise<AcceptedApiKey | null> {
    if (!isApiKeyValue(value)) return null;
    const arrival = this.parts.failures.arrive();
    const found = this.cache.find(digestOfApiKey(value), address);
    if (found instanceof Promise) {
      return found.then((late) => this.unexpired(late) ?? refused(arrival), unavailable);
    }
    return this.unexpired(found) ?? refused(arrival);
  }

  /** Written so that a moment that is none has passed. */
  private unexpired(found: AcceptedApiKey | null): AcceptedApiKey | null {
    const expiresAt = found?.key.expiresAt ?? null;
    return expiresAt === null || expiresAt.getTime() > this.parts.clock.now() ? found : null;
  }
}

const refused = (arrival: Arrival): Promise<null> => arrival.turn().then(() => null);

const principal = (found: AcceptedApiKey | null): ClientToken | null => found && found.principal;

const unavailable = (cause: unknown): never => {
  if (cause instanceof OAuthError) throw cause;
  throw temporarilyUnavailable({ detail: 'The API key could not be read.', cause });
};

import { addressPrefix } from '../../authorization-server/throttling/address-prefix.js';
import { BoundedLane } from '../../domain/resilience/bounded-lane.js';
import {
  ApiKeyAuthenticator,
  type ApiKeyAuthenticatorParts,
} from '../../domain/api-keys/api-key-authenticator.js';
import { ApiKeysService } from '../../domain/api-keys/api-keys.service.js';
import type { ChangeFeed } from '../../domain/changes/change-feed.js';
import type { ChangeWriter } from '../../domain/changes/change-writer.js';
import type { Persistence, Transaction } from '../../domain/persistence/persistence.js';
import type { FailureGrid } from '../../domain/throttling/failure-grid.js';
import { CircuitBreaker } from '../../domain/resilience/circuit-breaker.js';
import type { Clock } from '../../oauth/ports/clock.js';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import type { OwnTruth } from './history.js';

/** Fewer than a pool has by default: what made-up keys cost must leave some of it to clients and to the host. */
const READS = { name: 'API key', slots: 4, maxQueue: 64, maxWaitMs: 500 };

interface ApiKeyParts {
  readonly reads: OwnTruth['apiKeys'];
  readonly persistence: Persistence;
  readonly feed: ChangeFeed;
  readonly writer: ChangeWriter<Transaction>;
  readonly failures: FailureGrid;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly audience: readonly string[];
  readonly warn: (message: string) => void;
}

/** What the core has of API keys. */
export const composeApiKeys = ({
  reads,
  persistence,
  feed,
  writer,
  failures,
  clock,
  random,
  audience,
  warn,
}: ApiKeyParts): { readonly service: ApiKeysService; readonly check: ApiKeyAuthenticator } => {
  const authenticator = new ApiKeyAuthenticator({
    reader: boundedReader(reads, clock),
    feed,
    failures,
    clock,
    audience,
  });
  const service = new ApiKeysService({ persistence, writer, authenticator, clock, random, warn });
  return { service, check: authenticator };
};

/** A lane and a circuit of their own, so that unknown keys close off nothing else, and those of one address no other address. */
const boundedReader = (apiKeys: OwnTruth['apiKeys'], clock: Clock): ApiKeyAuthenticatorParts['reader'] => {
  const [lane, breaker] = [new BoundedLane(READS), new CircuitBreaker(clock)];
  return {
    findForAuthentication: (digest, address) =>
      lane.run(addressPrefix(address), () => breaker.run(() => apiKeys.findForAuthentication(digest))),
  };
};

import type { Logger } from '@nestjs/common';
import { History } from '../../domain/changes/history.js';
import { RewindReport } from '../../domain/changes/rewind-report.js';
import type { ApiKeyReader } from '../../domain/api-keys/api-key-store.js';
import type { ClientReader } from '../../domain/clients/client-store.js';
import type { Persistence } from '../../domain/persistence/persistence.js';
import type { RevocationReader } from '../../domain/changes/change-store.js';
import { CircuitBreaker } from '../../domain/resilience/circuit-breaker.js';
import type { TokenLifetimeBound } from '../../domain/changes/denials.js';
import type { SharedState } from '../../domain/shared-state/shared-state.js';
import type { Clock } from '../../oauth/ports/clock.js';

interface HistoryParts {
  readonly persistence: Persistence;
  readonly sharedState: SharedState;
  readonly bound: TokenLifetimeBound;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The truth of this process, and the doors to it that close while another database answers in its place. */
export interface OwnTruth {
  readonly history: History;
  readonly writes: Pick<Persistence, 'transaction'>;
  readonly clients: {
    findForAuthentication(clientId: string): ReturnType<ClientReader['findForAuthentication']>;
  };
  readonly apiKeys: {
    findForAuthentication(digest: string): ReturnType<ApiKeyReader['findForAuthentication']>;
  };
  /** For guards whose projection cannot tell. */
  readonly denials: Pick<RevocationReader, 'isDenied'>;
}

export const composeHistory = ({
  persistence,
  sharedState,
  bound,
  clock,
  logger,
}: HistoryParts): OwnTruth => {
  const rewinds = new RewindReport(clock);
  const history = new History({
    persistence,
    bound,
    onRewind: (rewind) => {
      logger.error(rewinds.tell(rewind));
      // Until they have read it too, the other processes answer 503 or by what they cached.
      sharedState.notifier.announce();
    },
  });
  history.recall = () => sharedState.projection.recall();
  const reads = new CircuitBreaker(clock);
  return {
    history,
    writes: {
      transaction: async (work, context) => {
        history.requireOwn();
        return persistence.transaction(work, context);
      },
    },
    denials: {
      isDenied: (token) => persistence.revocations.isDenied(token, history.readExpectation()),
    },
    clients: {
      findForAuthentication: (clientId) =>
        reads.run(async () => {
          history.requireOwn();
          return persistence.clients.findForAuthentication(clientId, history.readExpectation());
        }),
    },
    apiKeys: {
      findForAuthentication: async (digest) => {
        history.requireOwn();
        return persistence.apiKeys.findForAuthentication(digest, history.readExpectation());
      },
    },
  };
};

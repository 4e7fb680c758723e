import { BcryptSecretHasher } from '../../libs/m2m-auth/src/crypto/bcrypt-secret-hasher.js';
import { systemRandom } from '../../libs/m2m-auth/src/crypto/system-random.js';
import { AuditTrail } from '../../libs/m2m-auth/src/domain/audit/audit-trail.js';
import { ChangeFeed } from '../../libs/m2m-auth/src/domain/changes/change-feed.js';
import { History, type Rewind } from '../../libs/m2m-auth/src/domain/changes/history.js';
import { ChangeLoop } from '../../libs/m2m-auth/src/domain/changes/change-loop.js';
import { ChangeWriter } from '../../libs/m2m-auth/src/domain/changes/change-writer.js';
import { ClientAuthenticator } from '../../libs/m2m-auth/src/domain/client-authentication/client-authenticator.js';
import { ClientCache } from '../../libs/m2m-auth/src/domain/client-authentication/client-cache.js';
import { FailureGrid } from '../../libs/m2m-auth/src/domain/throttling/failure-grid.js';
import { ClientImportsService } from '../../libs/m2m-auth/src/domain/clients/client-imports.service.js';
import { ClientSecretsService } from '../../libs/m2m-auth/src/domain/clients/client-secrets.service.js';
import { OauthClientsService } from '../../libs/m2m-auth/src/domain/clients/oauth-clients.service.js';
import { SecretRehashWriter } from '../../libs/m2m-auth/src/domain/client-authentication/secret-rehash-writer.js';
import { ClientSecretAuthenticator } from '../../libs/m2m-auth/src/domain/client-authentication/client-secret-authenticator.js';
import { ConfigurationService } from '../../libs/m2m-auth/src/domain/configuration/configuration.service.js';
import type { SlowSecretHasher } from '../../libs/m2m-auth/src/domain/credentials/secret-hasher.js';
import type { SecretHashing } from '../../libs/m2m-auth/src/domain/credentials/secret-hashing.js';
import { SecretPreparer } from '../../libs/m2m-auth/src/domain/credentials/secret-preparer.js';
import { SecretUses } from '../../libs/m2m-auth/src/domain/credentials/secret-uses.js';
import { OrganizationsService } from '../../libs/m2m-auth/src/domain/organizations/organizations.service.js';
import type { ClientReader } from '../../libs/m2m-auth/src/domain/clients/client-store.js';
import type { Persistence } from '../../libs/m2m-auth/src/domain/persistence/persistence.js';
import { RevocationChecker } from '../../libs/m2m-auth/src/domain/revocation/revocation-checker.js';
import { CircuitBreaker } from '../../libs/m2m-auth/src/domain/resilience/circuit-breaker.js';
import { RevocationService } from '../../libs/m2m-auth/src/domain/revocation/revocation.service.js';
import type { SharedState } from '../../libs/m2m-auth/src/domain/shared-state/shared-state.js';
import type { Clock } from '../../libs/m2m-auth/src/oauth/ports/clock.js';
import { MemoryPersistence, memoryState } from '../../libs/m2m-auth/src/storage/memory/index.js';

/** The two clocks in the test's hand, apart from each other. */
export class TestClock implements Clock {
  wall = Date.UTC(2026, 0, 1);
  steady = 0;
  now = (): number => this.wall;
  monotonic = (): number => this.steady;

  advance(ms: number): void {
    this.wall += ms;
    this.steady += ms;
  }
}

export const LONGEST_TOKEN = { maxLifetimeSeconds: 86_400, clockSkewSeconds: 5 };

export interface ProcessParts {
  readonly clock: TestClock;
  readonly persistence: Persistence;
  readonly state: SharedState;
  readonly hasher?: SlowSecretHasher;
  readonly hashing?: SecretHashing;
  /** What the cache of clients reads, where a test wants to hold an answer back. */
  readonly clientReader?: Pick<ClientReader, 'findForAuthentication'>;
}

/** How long a secret must rest before it is safe to retire, in milliseconds. */
export const QUIET_MS = 86_400_000;

/** One process of an authorization server, put together of the real pieces, but without timers: `loop.pass()` is its second. */
export const startProcess = async (given: Partial<ProcessParts> = {}) => {
  const clock = given.clock ?? new TestClock();
  const persistence = given.persistence ?? new MemoryPersistence(clock);
  const state = given.state ?? memoryState(clock);
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  const hasher = given.hasher ?? new BcryptSecretHasher({ cost: 4 });
  const rewinds: Rewind[] = [];
  const history = new History({
    persistence,
    bound: LONGEST_TOKEN,
    onRewind: (rewind) => void rewinds.push(rewind),
  });
  history.recall = () => state.projection.recall();
  const feed = new ChangeFeed(history, clock);
  const trail = new AuditTrail({ current: () => undefined }, null, clock);
  const writer = new ChangeWriter(persistence, feed, state.projection, state.notifier, trail, history);
  const clients = given.clientReader ?? {
    findForAuthentication: (clientId: string) =>
      persistence.clients.findForAuthentication(clientId, history.readExpectation()),
  };
  const cache = new ClientCache(clients, feed);
  const rehashes = new SecretRehashWriter(writer);
  const { hashing = 'by-entropy' } = given;
  const options = { hasher, clock, random: systemRandom, hashing };
  const preparer = new SecretPreparer(options);
  const uses = new SecretUses({ store: persistence, clock, onError });
  const secretAuthenticator = new ClientSecretAuthenticator({
    ...options,
    onRehash: () => undefined,
    onUse: (secretId) => uses.note(secretId),
  });
  const authenticator = new ClientAuthenticator(cache, secretAuthenticator, new FailureGrid(clock));
  const catchUp = (): Promise<void> => state.projection.catchUp(history.position);
  const loop = new ChangeLoop(feed, { catchUp }, state.notifier, persistence, clock, onError);
  await state.projection.start(history);
  await loop.pass();
  return {
    clock,
    persistence,
    state,
    errors,
    rewinds,
    history,
    feed,
    writer,
    cache,
    rehashes,
    uses,
    authenticator,
    loop,
    revocations: new RevocationChecker(
      state.projection,
      { isDenied: (token) => persistence.revocations.isDenied(token, history.readExpectation()) },
      new CircuitBreaker(clock),
      onError,
    ),
    revocation: new RevocationService(writer, state.liveTokens, LONGEST_TOKEN, clock),
    clients: new OauthClientsService(
      persistence,
      writer,
      authenticator,
      preparer,
      LONGEST_TOKEN,
      systemRandom,
    ),
    secrets: new ClientSecretsService(
      persistence,
      writer,
      preparer,
      LONGEST_TOKEN,
      clock,
      systemRandom,
      QUIET_MS,
    ),
    imports: new ClientImportsService(writer, systemRandom),
    organizations: new OrganizationsService(persistence, writer, systemRandom),
    configuration: new ConfigurationService({
      ...options,
      writer,
      preparer,
      bound: LONGEST_TOKEN,
    }),
  };
};

export type TestProcess = Awaited<ReturnType<typeof startProcess>>;

/** A promise that the test settles. */
export const heldBack = <T>() => {
  let release: (value: T) => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((resolve, reject) => {
    release = resolve;
    fail = reject;
  });
  return { promise, release, fail };
};

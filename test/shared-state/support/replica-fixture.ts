import { HighestSeq } from '../../../libs/m2m-auth/src/storage/redis/highest-seq.js';
import { LocalDenials } from '../../../libs/m2m-auth/src/storage/redis/local-denials.js';
import { RedisConnections } from '../../../libs/m2m-auth/src/storage/redis/redis-connections.js';
import { RedisReplica } from '../../../libs/m2m-auth/src/storage/redis/redis-replica.js';
import { redisSettings } from '../../../libs/m2m-auth/src/storage/redis/redis-settings.js';
import { FakeClock } from './fake-clock.js';

export const STALENESS_MS = 1_000;

/** A copy whose clock and whose looks are in the test's hand. */
export interface ReplicaUnderTest {
  readonly replica: RedisReplica;
  readonly clock: FakeClock;
  readonly connections: RedisConnections;
}

/** Copies that end with the test. Call inside `describe`. */
export const replicaFixture = (url: () => string) => {
  const open: ReplicaUnderTest[] = [];
  afterEach(async () => {
    for (const { replica, connections } of open.splice(0)) {
      replica.stop();
      await connections.close();
    }
  });
  return async (maxDenials?: number): Promise<ReplicaUnderTest> => {
    const settings = redisSettings({ url: url(), commandTimeoutMs: 2_000, connectTimeoutMs: 3_000 });
    const [clock, connections] = [new FakeClock(Date.now()), new RedisConnections(settings, ['check'])];
    const denials = new LocalDenials(maxDenials);
    const replica = new RedisReplica(
      ...([connections.check, settings.keys, new HighestSeq(), clock, STALENESS_MS, denials] as const),
    );
    const copy = { replica, clock, connections };
    open.push(copy);
    await connections.open();
    await replica.refresh();
    return copy;
  };
};

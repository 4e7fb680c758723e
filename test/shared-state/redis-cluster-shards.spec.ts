import type { RedisStateOptions } from '../../libs/m2m-auth/src/domain/shared-state/redis-state-options.js';
import type { RevocationVerdict } from '../../libs/m2m-auth/src/oauth/ports/revocation-check.js';
import { describeRevocationProjection } from '../contracts/revocation-projection-contract.js';
import { RedisCluster } from '../support/redis-cluster.js';
import type { RedisServer } from '../support/redis-server.js';
import { eventually } from './support/eventually.js';
import { FakeDenialSource, jtiDenial, tokenOf } from './support/fake-denial-source.js';
import { FakeProcess, openState, ownPrefix, type RedisSharedState } from './support/redis-state.js';

const SHARDS = 3;

/** A hash tag under which every shard is on a master of its own. */
const spreadPrefix = async (cluster: RedisCluster): Promise<{ keyPrefix: string; owners: RedisServer[] }> => {
  for (;;) {
    const keyPrefix = ownPrefix();
    const owner = (shard: number) => cluster.firstOwnerOf(`{${keyPrefix}:${shard}/${SHARDS}}:deny`);
    const owners = await Promise.all([0, 1, 2].map(owner));
    if (new Set(owners).size === SHARDS) return { keyPrefix, owners };
  }
};

let cluster: RedisCluster;
beforeAll(async () => {
  // With full coverage asked for, a Cluster that lacks one slot answers for none.
  cluster = await RedisCluster.start('--cluster-require-full-coverage', 'no');
}, 40_000);
afterAll(() => cluster.stop());

describe.each([1, SHARDS])('denials in a Cluster, in %p shard(s)', (shards) => {
  const open: RedisSharedState[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((state) => state.close()));
  });

  describeRevocationProjection('Redis Cluster', async () => {
    const { keyPrefix } = await spreadPrefix(cluster);
    const state = openState({ ...cluster.options, keyPrefix, shards });
    open.push(state);
    return state.projection;
  });
});

describe('a master of a Cluster that is gone, and nobody takes over', () => {
  const open: FakeProcess[] = [];
  let owners: RedisServer[];
  let source: FakeDenialSource;
  let options: RedisStateOptions;

  const keep = async (starting: Promise<FakeProcess>): Promise<FakeProcess> => {
    const process = await starting;
    open.push(process);
    return process;
  };

  beforeAll(async () => {
    const spread = await spreadPrefix(cluster);
    owners = spread.owners;
    source = new FakeDenialSource();
    const waits = { commandTimeoutMs: 1_000, connectTimeoutMs: 1_000 };
    options = { ...cluster.options, ...waits, keyPrefix: spread.keyPrefix, shards: SHARDS };
  });
  afterAll(async () => {
    await Promise.all(open.splice(0).map(({ state }) => state.close()));
  });

  it('leaves the guards of every other shard alone; a revocation that concerns it alone is refused', async () => {
    const server = await keep(FakeProcess.start(options, source));
    const guards = [
      await keep(FakeProcess.startGuard(options)),
      await keep(FakeProcess.startGuard({ ...options, check: 'replica' })),
    ];
    const replicated = await cluster.master();
    const lost = owners.findIndex((owner) => owner !== replicated);
    const others = [0, 1, 2].filter((shard) => shard !== lost);
    const verdicts = (guard: FakeProcess): Promise<RevocationVerdict[]> =>
      Promise.all([0, 1, 2].map(async (epoch) => guard.verdict('a', epoch)));
    const revoke = (epoch: number): Promise<void> =>
      server.state.projection.project(source.commit({ ...jtiDenial(`jti-${epoch}`), epoch }));
    const outcome = (epoch: number) => revoke(epoch).then(...settled);
    for (const guard of guards) expect(await verdicts(guard)).toEqual(['live', 'live', 'live']);

    await owners[lost]?.kill();

    const [first] = guards;
    const expected = [0, 1, 2].map((shard) => (shard === lost ? 'unknown' : 'live'));
    for (const guard of guards) {
      const seen = () => verdicts(guard).then(String);
      expect(await eventually(seen, String(expected), 20_000)).toBe(String(expected));
    }
    expect(await outcome(lost)).toBe('down');
    for (const shard of others) {
      expect(await eventually(() => outcome(shard), 'up', 20_000)).toBe('up');
      expect(await first?.state.projection.check(tokenOf(`jti-${shard}`, shard))).toBe('denied');
    }
    await server.pass();
    for (const guard of guards) expect(String(await verdicts(guard))).toBe(String(expected));
  }, 60_000);
});

const settled = [() => 'up', () => 'down'] as const;

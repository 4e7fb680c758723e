import type { RedisStateOptions } from '../../libs/m2m-auth/src/domain/shared-state/redis-state-options.js';
import type { RevocationVerdict } from '../../libs/m2m-auth/src/oauth/ports/revocation-check.js';
import { RedisCluster } from '../support/redis-cluster.js';
import { RedisSentinels } from '../support/redis-sentinels.js';
import { loseMasterAfter, until, type RedisTopology } from '../support/redis-topology.js';
import { eventually } from './support/eventually.js';
import { FakeDenialSource, jtiDenial, tokenOf } from './support/fake-denial-source.js';
import { FakeProcess } from './support/redis-state.js';

const DENY = '{m2m}:deny';
type Outcome = 'up' | 'down';
const settled = [(): Outcome => 'up', (): Outcome => 'down'] as const;

describe.each<[string, () => Promise<RedisTopology>]>([
  ['Sentinel', () => RedisSentinels.start()],
  ['Cluster', () => RedisCluster.start()],
])('a master of Redis that is replaced, by %s', (_name, start) => {
  const open: FakeProcess[] = [];
  let topology: RedisTopology;
  let source: FakeDenialSource;

  beforeEach(async () => {
    topology = await start();
    source = new FakeDenialSource();
  }, 40_000);
  afterEach(async () => {
    await Promise.all(open.splice(0).map(({ state }) => state.close()));
    await topology.stop();
  });

  const process = async (options: RedisStateOptions = {}): Promise<FakeProcess> => {
    const started = await FakeProcess.start({ ...topology.options, ...options }, source);
    open.push(started);
    return started;
  };
  const guard = async (options: RedisStateOptions = {}): Promise<FakeProcess> => {
    const started = await FakeProcess.startGuard({ ...topology.options, ...options });
    open.push(started);
    return started;
  };
  const revoke = (by: FakeProcess, jti: string): Promise<void> =>
    by.state.projection.project(source.commit(jtiDenial(jti)));
  const reaches = (one: FakeProcess): Promise<Outcome> => one.state.ping().then(...settled);
  /** Waits for the new master, and answers all that the guard said meanwhile. */
  const whileReplacing = async (
    old: number,
    one: FakeProcess,
    jti: string,
  ): Promise<Set<RevocationVerdict>> => {
    const said = new Set<RevocationVerdict>();
    await until('another master serves and the guard reaches it', async () => {
      said.add(await one.verdict(jti));
      const { port } = await topology.master();
      return port !== old && (await reaches(one)) === 'up';
    });
    return said;
  };

  it('never brings back what it had acknowledged and not passed on: guards cannot tell until it is rebuilt', async () => {
    const [server, one, copy] = [await process(), await guard(), await guard({ check: 'replica' })];
    expect([await one.verdict('a'), await one.verdict('b')]).toEqual(['live', 'live']);
    expect([await copy.verdict('a'), await copy.verdict('b')]).toEqual(['live', 'live']);
    const old = (await topology.master()).port;
    await loseMasterAfter(topology, async () => {
      await revoke(server, 'a');
      expect(await one.verdict('a')).toBe('denied');
      expect(await copy.verdict('a')).toBe('denied');
    });
    expect(await whileReplacing(old, one, 'a')).not.toContain('live');
    // The new master really lacks it and calls itself whole: without a comparison of inc the token would live again.
    const promoted = await topology.master();
    expect(await promoted.client.zmscore(DENY, '!', 'jti:a')).toEqual(['inf', null]);
    expect([await one.verdict('a'), await one.verdict('b')]).toEqual(['unknown', 'unknown']);
    // A copy forgets nothing, and vouches for nothing either once its time is over.
    expect(await eventually(() => copy.verdict('b'), 'unknown')).toBe('unknown');
    expect(await copy.verdict('a')).toBe('denied');
    await eventually(async () => {
      await server.pass();
      return one.verdict('a');
    }, 'denied');
    expect([await one.verdict('a'), await one.verdict('b')]).toEqual(['denied', 'live']);
    expect([await copy.verdict('a'), await copy.verdict('b')]).toEqual(['denied', 'live']);
  }, 60_000);

  it('is not believed after it was replaced and put back, until it is rebuilt each time (failover and failback)', async () => {
    const [server, one] = [await process(), await guard()];
    await revoke(server, 'a');
    expect([await one.verdict('a'), await one.verdict('b')]).toEqual(['denied', 'live']);
    for (let round = 0; round < 2; round += 1) {
      const old = (await topology.master()).port;
      await topology.handOver();
      const said = await whileReplacing(old, one, 'a');
      expect(said).not.toContain('live');
      expect(await eventually(() => one.verdict('b'), 'unknown')).toBe('unknown');
      await eventually(async () => {
        await server.pass();
        return one.verdict('b');
      }, 'live');
      expect([await one.verdict('a'), await one.verdict('b')]).toEqual(['denied', 'live']);
    }
  }, 60_000);

  it('that is frozen keeps nobody: every connection follows to the new one', async () => {
    const bounds = { commandTimeoutMs: 300, connectTimeoutMs: 500 };
    const [server, one] = [await process(bounds), await guard(bounds)];
    expect(await one.verdict('a')).toBe('live');
    const old = await topology.master();
    old.freeze();
    await until('another master serves', async () => (await topology.master()) !== old);
    const acknowledged = (): Promise<Outcome> => revoke(server, 'a').then(...settled);
    expect(await eventually(acknowledged, 'up', 15_000)).toBe('up');
    expect(await eventually(() => reaches(server), 'up')).toBe('up');
    const verdict = async (): Promise<RevocationVerdict> => {
      await server.pass();
      return one.state.projection.check(tokenOf('b'));
    };
    expect(await eventually(verdict, 'live')).toBe('live');
    expect(await one.state.projection.check(tokenOf('a'))).toBe('denied');
  }, 60_000);

  it('acknowledges with durability replica what a replica holds, and nothing while none can', async () => {
    const server = await process({ durability: 'replica', commandTimeoutMs: 1_000 });
    await revoke(server, 'a');
    const replicas = await topology.replicas();
    const reads = replicas.map(async ({ client }) => {
      const reader = client.duplicate();
      // A node of a Cluster answers for its master only when asked to.
      await reader.call('READONLY').catch(() => undefined);
      const score = await reader.zscore(DENY, 'jti:a');
      reader.disconnect();
      return score;
    });
    expect((await Promise.all(reads)).filter((score) => score !== null)).not.toEqual([]);
    for (const replica of replicas) replica.freeze();
    await expect(revoke(server, 'b')).rejects.toMatchObject({ status: 503 });
    for (const replica of replicas) replica.thaw();
    expect(await eventually(() => revoke(server, 'b').then(...settled), 'up')).toBe('up');
  }, 60_000);
});

describe('the slot of a Cluster that moves to another master', () => {
  const open: FakeProcess[] = [];
  let cluster: RedisCluster;
  beforeEach(async () => {
    cluster = await RedisCluster.start();
  }, 40_000);
  afterEach(async () => {
    await Promise.all(open.splice(0).map(({ state }) => state.close()));
    await cluster.stop();
  });

  it('takes the connections along (MOVED); guards cannot tell until the new node is rebuilt', async () => {
    const source = new FakeDenialSource();
    const server = await FakeProcess.start(cluster.options, source);
    const guard = await FakeProcess.startGuard(cluster.options);
    open.push(server, guard);
    await server.state.projection.project(source.commit(jtiDenial('a')));
    expect([await guard.verdict('a'), await guard.verdict('b')]).toEqual(['denied', 'live']);
    await cluster.moveSlot();
    expect(await guard.verdict('b')).toBe('unknown');
    expect(await eventually(() => guard.verdict('a'), 'denied')).toBe('denied');
    expect(await guard.verdict('b')).toBe('unknown');
    const revoking = (): Promise<Outcome> =>
      server.state.projection.project(source.commit(jtiDenial('c'))).then(...settled);
    expect(await eventually(revoking, 'up')).toBe('up');
    await eventually(async () => {
      await server.pass();
      return guard.verdict('b');
    }, 'live');
    expect([await guard.verdict('a'), await guard.verdict('b'), await guard.verdict('c')]).toEqual([
      'denied',
      'live',
      'denied',
    ]);
  }, 60_000);
});

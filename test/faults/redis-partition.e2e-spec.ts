import { setTimeout as pause } from 'node:timers/promises';
import { ensureBuilt } from '../processes/support/built.js';
import { RedisServer } from '../support/redis-server.js';
import { replicasOnline, until } from '../support/redis-topology.js';
import { FaultLab } from './support/fault-lab.js';
import { FEW, runsOf, TEST_TIMEOUT_MS } from './support/settings.js';
import type { LoadToken } from './support/traffic.js';
import { share, underFault, type Scene } from './support/under-fault.js';

const PARTITION_MS = 500;
/** On a machine that does less in that time the partition lasts longer. */
const LEAST = 20;
/** Revocations at once, and writes of strangers beside them. */
const REVOKERS = 4;
const STRANGE_WRITES = 60_000;
const IN_ONE_SCRIPT = 1_000;

beforeAll(ensureBuilt, 120_000);

describe('F6: a replica of Redis is promoted after a partition with many writes', () => {
  let lab: FaultLab;
  let [master, replica]: RedisServer[] = [];
  beforeAll(async () => {
    lab = await FaultLab.start({ proxied: true });
    [master, replica] = [lab.redis, await RedisServer.start()];
  }, 60_000);
  afterAll(async () => {
    await Promise.all([master?.stop(), replica?.stop()]);
    await lab?.stop();
  });

  /** Both sides of the pair; the one that was promoted is the master of the next run. */
  const pair = (): { readonly from: RedisServer; readonly to: RedisServer } => {
    if (master === undefined || replica === undefined) throw new Error('the pair has not been started');
    return { from: master, to: replica };
  };

  /** Ends tokens as fast as it can while nothing reaches the replica. Answers those that were acknowledged. */
  const revokeApart = async ({ traffic, load }: Scene): Promise<LoadToken[]> => {
    const acknowledged: LoadToken[] = [];
    const healed = performance.now() + PARTITION_MS;
    const revoker = async (number: number): Promise<void> => {
      const server = number % traffic.serverCount;
      const client = lab.clients[number % lab.clients.length];
      while (client !== undefined && (performance.now() < healed || acknowledged.length < LEAST)) {
        const token = await traffic.issue(server, client);
        if (token === undefined || (await traffic.revoke(server, token)) !== 204) continue;
        acknowledged.push(token);
        load.revoked.push(token);
      }
    };
    await Promise.all(Array.from({ length: REVOKERS }, (_, number) => revoker(number)));
    return acknowledged;
  };

  const writeStrangeThings = async ({ client }: RedisServer): Promise<void> => {
    const script = "for key = 1, tonumber(ARGV[2]) do redis.call('SET', ARGV[1] .. key, key) end";
    for (let written = 0; written < STRANGE_WRITES; written += IN_ONE_SCRIPT) {
      await client.eval(script, 0, `strange:${written}:`, IN_ONE_SCRIPT);
      await pause(PARTITION_MS / (STRANGE_WRITES / IN_ONE_SCRIPT));
    }
  };

  it.each(runsOf('F6'))(
    'and no acknowledged revocation is lost, although the replica has never heard of it (run %i)',
    async () => {
      const { from, to } = pair();
      await to.client.replicaof(from.host, from.port);
      await until('the replica is in sync', async () => (await replicasOnline(from)) === 1);
      let acknowledged: LoadToken[] = [];
      let unheard = 0;

      const { during } = await underFault(lab, {
        name: 'F6 replica promoted after a partition',
        inject: async ({ network }, scene) => {
          to.freeze();
          await from.client.client('KILL', 'TYPE', 'REPLICA');
          [acknowledged] = await Promise.all([
            revokeApart(scene),
            writeStrangeThings(from),
            pause(PARTITION_MS),
          ]);
          await from.kill();
          network.redis.cut();
        },
        mend: async ({ network }) => {
          to.thaw();
          await to.client.replicaof('NO', 'ONE');
          const members = acknowledged.map(({ jti }) => `jti:${jti}`);
          const scores: unknown[] = await to.client.zmscore('{m2m}:deny', members);
          unheard = scores.filter((score) => score === null).length;
          network.redis.redirect(to);
        },
      });
      await from.boot();
      [master, replica] = [to, from];

      process.stdout.write(
        `  ${unheard} of ${acknowledged.length} revocations were unknown to the replica\n`,
      );
      expect(unheard).toBeGreaterThanOrEqual(LEAST);
      expect(share(during, 'issue', 200)).toBe(1);
      expect(share(during, 'guard', 503)).toBeLessThan(FEW);
    },
    TEST_TIMEOUT_MS,
  );
});

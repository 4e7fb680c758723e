import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { CircuitBreaker } from '../../libs/m2m-auth/src/domain/resilience/circuit-breaker.js';
import { RevocationChecker } from '../../libs/m2m-auth/src/domain/revocation/revocation-checker.js';
import { systemClock } from '../../libs/m2m-auth/src/crypto/system-clock.js';
import { systemRandom } from '../../libs/m2m-auth/src/crypto/system-random.js';
import type { Persistence } from '../../libs/m2m-auth/src/domain/persistence/persistence.js';
import type { SharedState } from '../../libs/m2m-auth/src/domain/shared-state/shared-state.js';
import type { RedisStateOptions } from '../../libs/m2m-auth/src/domain/shared-state/redis-state-options.js';
import { redisSharedState } from '../../libs/m2m-auth/src/storage/redis/redis-shared-state.js';
import { memoryState } from '../../libs/m2m-auth/src/storage/memory/index.js';
import type { TypeOrmPersistence } from '../../libs/m2m-auth/src/storage/typeorm/typeorm-persistence.js';
import { openStore } from '../storage/typeorm-fixture.js';
import { startProcess, type TestProcess } from '../support/domain.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { backUp } from '../support/put-back.js';
import { held } from './support/held.js';
import { RedisServer } from '../support/redis-server.js';

const CLIENT = { clientId: 'billing', name: 'Billing', scopes: ['reports:read'] };
const PATIENT = { commandTimeoutMs: 2_000, connectTimeoutMs: 3_000 };

type Kind = 'redis' | 'replica' | 'shards' | 'memory';
const OPTIONS: Record<Exclude<Kind, 'memory'>, RedisStateOptions> = {
  redis: {},
  replica: { check: 'replica' },
  shards: { shards: 3 },
};

describe.each<Kind>(['redis', 'replica', 'shards', 'memory'])(
  'a database that is put back beside two processes that know more (%s)',
  (kind) => {
    let database: TestDatabase;
    let store: { dataSource: DataSource; persistence: TypeOrmPersistence };
    let redis: RedisServer;
    const states: SharedState[] = [];
    let a: TestProcess;
    let b: TestProcess;

    beforeAll(async () => {
      redis = await RedisServer.start();
    });
    afterAll(() => redis.stop());
    beforeEach(async () => {
      database = await createTestDatabase();
      store = await openStore(database.url);
      [a, b] = [await start(), await start()];
    });
    afterEach(async () => {
      await Promise.all(states.splice(0).map((state) => state.close()));
      await redis.client.flushall();
      await store.dataSource.destroy();
      await database.drop();
    });

    const start = (stateOf: Kind = kind): Promise<TestProcess> => {
      const state =
        stateOf === 'memory'
          ? memoryState(systemClock)
          : redisSharedState({ url: redis.url, ...PATIENT, ...OPTIONS[stateOf] }, systemClock, systemRandom);
      states.push(state);
      return startProcess({ persistence: store.persistence, state });
    };
    /** As each process does every second, until each has seen what the other did. */
    const passes = async (...processes: TestProcess[]): Promise<void> => {
      for (let round = 0; round < 3; round += 1) for (const { loop } of processes) await loop.pass();
    };
    const tokenOf = async (process: TestProcess, clientId = 'billing') => {
      const { client, secrets } = (await process.cache.find(clientId)) ?? { client: null, secrets: [] };
      if (client === null || secrets[0] === undefined) throw new Error('There is no such client.');
      return { jti: randomUUID(), epoch: secrets[0].epoch, kid: 'k' };
    };
    const verdicts = (token: { jti: string; epoch: number; kid: string }) =>
      Promise.all([a, b].map(async ({ revocations }) => revocations.check(token)));
    const settled = async (processes = [a, b]): Promise<void> => {
      await passes(...processes);
      for (const { state } of processes) {
        if ('compareNow' in state.projection) {
          await (state.projection as unknown as { compareNow(): Promise<void> }).compareNow();
        }
      }
    };
    /** Two clients and what they have done; answers the way back to before the second half of it. */
    const live = async (): Promise<() => Promise<void>> => {
      await a.clients.register(CLIENT);
      await passes(a, b);
      const putBack = await backUp(database);
      for (let n = 0; n < 5; n += 1) await a.clients.register({ ...CLIENT, clientId: `lost-${n}` });
      await passes(a, b);
      return putBack;
    };

    it('enforces everywhere what is ended afterwards, and accepts what is issued afterwards', async () => {
      const putBack = await live();
      const before = await tokenOf(a);
      await putBack();
      await settled();
      expect(await verdicts(before)).toEqual(['live', 'live']);
      await b.clients.register({ ...CLIENT, clientId: 'later' });
      await settled();
      const later = await tokenOf(a, 'later');
      expect(await verdicts(later)).toEqual(['live', 'live']);
      await a.revocation.revokeAllTokens('billing');
      await b.clients.delete('later');
      await settled();
      expect(await verdicts(before)).toEqual(['denied', 'denied']);
      expect(await verdicts(later)).toEqual(['denied', 'denied']);
      expect(await b.cache.find('later')).toBeNull();
      expect(await verdicts(await tokenOf(b))).toEqual(['live', 'live']);
    });

    it('is noticed although the new history has grown past what was remembered before anybody read it', async () => {
      const putBack = await live();
      await putBack();
      // A third process that knows nothing, not even Redis, writes on; the two that know more have not read meanwhile.
      const other = await start('memory');
      for (let n = 0; n < 12; n += 1) await other.clients.register({ ...CLIENT, clientId: `new-${n}` });
      await settled([a, b, other]);
      expect([...a.rewinds, ...b.rewinds, ...other.rewinds]).toHaveLength(1);
      expect(await verdicts(await tokenOf(a, 'new-3'))).toEqual(['live', 'live']);
      expect(await a.cache.find('lost-3')).toBeNull();
      expect(await b.cache.find('lost-3')).toBeNull();
    });

    it('is followed by one that had read further than the one that found it', async () => {
      const putBack = await live();
      for (let n = 0; n < 3; n += 1) await a.clients.register({ ...CLIENT, clientId: `seen-by-a-${n}` });
      if (kind === 'memory') await a.loop.pass();
      // The other one sees neither these nor, where there is Redis, its stamp.
      else await a.feed.read();
      await putBack();
      await b.feed.read();
      await a.feed.read();
      await settled();
      await tokenOf(a);
      await b.clients.update('billing', { scopes: ['reports:write'] });
      await settled();
      expect((await a.cache.find('billing'))?.client.scopes).toEqual(['reports:write']);
      expect(a.feed.committed).toBe(b.feed.committed);
    });

    it('keeps the revocations that are still known, and gives their clients a fresh start', async () => {
      const putBack = await live();
      const before = await tokenOf(a);
      await a.revocation.revokeAllTokens('billing');
      await passes(a, b);
      await putBack();
      await settled();
      expect(await verdicts(before)).toEqual(['denied', 'denied']);
      expect(await verdicts(await tokenOf(b))).toEqual(['live', 'live']);
      if (kind !== 'memory') {
        await redis.client.flushall();
        await settled();
        expect(await verdicts(before)).toEqual(['denied', 'denied']);
      }
    });

    it('refuses tokens whose epoch only the lost history knows, so ending their client leaves none behind', async () => {
      const putBack = await live();
      await a.revocation.revokeAllTokens('billing');
      await passes(a, b);
      const lost = await tokenOf(b);
      await putBack();
      await settled();
      expect(await verdicts(lost)).toEqual(['denied', 'denied']);
    });

    it('is noticed by the one that wrote last, although nobody has read what it wrote', async () => {
      const putBack = await live();
      const before = await tokenOf(a);
      await putBack();
      await settled();
      const again = await backUp(database);
      await a.revocation.revokeAllTokens('billing');
      await again();
      await settled();
      expect(await verdicts(before)).toEqual(['denied', 'denied']);
      expect(await verdicts(await tokenOf(b))).toEqual(['live', 'live']);
    });

    it('is written to by nobody before it was noticed: what would be handed out again is rolled back', async () => {
      const putBack = await live();
      await putBack();
      await expect(b.clients.register({ ...CLIENT, clientId: 'too-early' })).rejects.toMatchObject({
        reason: 'went-back',
      });
      await settled();
      const registered = await b.clients.register({ ...CLIENT, clientId: 'too-early' });
      expect(registered.clientId).toBe('too-early');
    });

    it('lets nobody through on the word of a database that has gone back and was not read since', async () => {
      await live();
      const putBack = await backUp(database);
      const before = await tokenOf(a);
      await a.revocation.revokeAllTokens('billing');
      await passes(a, b);
      await putBack();
      // The projection cannot tell for a moment, and the truth has lost what it would be asked for.
      const projection = { check: () => 'unknown' as const };
      const verdict = async ({ history }: TestProcess) =>
        new RevocationChecker(
          projection,
          { isDenied: (token) => store.persistence.revocations.isDenied(token, history.readExpectation()) },
          new CircuitBreaker(systemClock),
          () => undefined,
        ).check(before);
      expect(await Promise.all([a, b].map(verdict))).toEqual(['unknown', 'unknown']);
      await settled();
      expect(await verdicts(before)).toEqual(['denied', 'denied']);
    });

    it('begins one timeline, told once, audited, and seen by a process that starts later', async () => {
      const putBack = await live();
      const { timeline } = a.history.position;
      await putBack();
      await settled();
      expect([...a.rewinds, ...b.rewinds]).toHaveLength(1);
      const { events } = await auditedTimelines();
      expect(events).toEqual([expect.objectContaining({ event: 'oauth.timeline.began', success: true })]);
      const later = await start();
      await settled([a, b, later]);
      const now = [a, b, later].map(({ history, state }) => [
        history.position.timeline,
        state.projection.progress.timeline,
        state.projection.progress.trusted,
      ]);
      expect(new Set(now.map(String)).size).toBe(1);
      expect(now[0]?.[0]).toBeGreaterThan(timeline);
      expect(now[0]).toEqual([a.history.position.timeline, a.history.position.timeline, true]);
    });

    it('is noticed by processes that start after it, when only Redis knows more', async () => {
      if (kind === 'memory') return;
      const putBack = await live();
      await a.revocation.revokeAllTokens('billing');
      await passes(a, b);
      await putBack();
      const [c, d] = [await start(), await start()];
      await settled([c, d]);
      const fresh = await tokenOf(c);
      await settled([c, d]);
      expect(await Promise.all([c, d].map(async ({ revocations }) => revocations.check(fresh)))).toEqual([
        'live',
        'live',
      ]);
      expect([...c.rewinds, ...d.rewinds]).toHaveLength(1);
    });

    it('is noticed when only Redis knows more, and the new history has grown past its stamp', async () => {
      if (kind === 'memory') return;
      const putBack = await live();
      await putBack();
      const other = await start('memory');
      for (let n = 0; n < 12; n += 1) await other.clients.register({ ...CLIENT, clientId: `new-${n}` });
      const c = await start();
      await settled([c]);
      expect(c.rewinds).toHaveLength(1);
      expect(await c.revocations.check(await tokenOf(c, 'new-3'))).toBe('live');
    });

    it('loses no revocation that is answered while its process begins the new timeline', async () => {
      const putBack = await live();
      const before = await tokenOf(a);
      const [projecting, projected, revising] = [held(), held(), held()];
      const { projection } = a.state;
      const project = projection.project.bind(projection);
      jest.spyOn(projection, 'project').mockImplementationOnce(async (denials) => {
        await projecting.hold();
        await project(denials);
        void projected.hold();
      });
      const revoked = a.revocation.revokeAllTokens('billing');
      await projecting.reached;
      await putBack();
      const transaction: Persistence['transaction'] = store.persistence.transaction.bind(store.persistence);
      jest
        .spyOn(store.persistence, 'transaction')
        .mockImplementationOnce((work, context) => transaction(work, context).finally(() => revising.hold()));
      const pass = a.loop.pass();
      await revising.reached;
      // The new timeline is committed, which this process does not know; the other one has taken over what Redis knew.
      await b.feed.read();
      projecting.release();
      await projected.reached;
      revising.release();
      await Promise.all([pass, revoked]);
      await settled();
      if (kind !== 'memory') await redis.client.flushall();
      await settled();
      expect(await verdicts(before)).toEqual(['denied', 'denied']);
    });

    const auditedTimelines = async () => ({
      events: await database.query<{ event: string; success: boolean }>(
        `SELECT event, success FROM m2m_audit_events WHERE event = 'oauth.timeline.began'`,
      ),
    });
  },
);

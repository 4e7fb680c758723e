import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { systemClock } from '../../libs/m2m-auth/src/crypto/system-clock.js';
import { systemRandom } from '../../libs/m2m-auth/src/crypto/system-random.js';
import type { SharedState } from '../../libs/m2m-auth/src/domain/shared-state/shared-state.js';
import {
  composeHistory,
  type OwnTruth,
} from '../../libs/m2m-auth/src/modules/authorization-server/history.js';
import { memoryState } from '../../libs/m2m-auth/src/storage/memory/index.js';
import { redisSharedState } from '../../libs/m2m-auth/src/storage/redis/redis-shared-state.js';
import type { TypeOrmPersistence } from '../../libs/m2m-auth/src/storage/typeorm/typeorm-persistence.js';
import { openStore } from '../storage/typeorm-fixture.js';
import { LONGEST_TOKEN, startProcess, TestClock } from '../support/domain.js';
import { startKeyProcess, type KeyProcess } from '../support/managed-keys.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { backUp } from '../support/put-back.js';
import { RedisServer } from '../support/redis-server.js';
import { eventually } from './support/eventually.js';

const CLIENT = { clientId: 'billing', name: 'Billing', scopes: ['reports:read'] };
const GONE = { reason: 'went-back' };

let database: TestDatabase;
let store: { dataSource: DataSource; persistence: TypeOrmPersistence };
const states: SharedState[] = [];
beforeEach(async () => {
  database = await createTestDatabase();
  store = await openStore(database.url);
});
afterEach(async () => {
  await Promise.all(states.splice(0).map((state) => state.close()));
  await store.dataSource.destroy();
  await database.drop();
});

describe('what a process reads for authentication from a database that is put back', () => {
  let truth: OwnTruth;
  let told = 0;
  let putBack: () => Promise<void>;
  beforeEach(async () => {
    told = 0;
    const state = memoryState(systemClock);
    states.push(state);
    const notifier = { announce: () => void (told += 1), subscribe: () => () => undefined };
    truth = composeHistory({
      persistence: store.persistence,
      sharedState: { ...state, notifier },
      bound: LONGEST_TOKEN,
      clock: systemClock,
      logger: new Logger(),
    });
    const process = await startProcess({ persistence: store.persistence, state });
    await process.clients.register(CLIENT);
    putBack = await backUp(database);
    await process.clients.delete('billing');
    await truth.history.changesAfter(0);
  });

  it('is believed neither where there is a row nor where there is none, until the changes were read', async () => {
    const { clients, apiKeys, history } = truth;
    expect(await clients.findForAuthentication('billing')).toBeNull();
    expect(await apiKeys.findForAuthentication('made-up')).toBeNull();
    await putBack();
    await expect(clients.findForAuthentication('billing')).rejects.toMatchObject(GONE);
    await expect(clients.findForAuthentication('unknown')).rejects.toMatchObject(GONE);
    await expect(apiKeys.findForAuthentication('made-up')).rejects.toMatchObject(GONE);
    await history.changesAfter(0);
    expect(await clients.findForAuthentication('billing')).toMatchObject({ client: CLIENT });
    expect(await apiKeys.findForAuthentication('made-up')).toBeNull();
  });

  it('is told to the other processes at once by the one that finds it', async () => {
    expect(told).toBe(0);
    await putBack();
    await truth.history.changesAfter(0);
    expect(told).toBe(1);
  });
});

describe.each(['redis', 'memory'] as const)(
  'a signing key that was ended in the lost history (%s)',
  (kind) => {
    let redis: RedisServer;
    let a: KeyProcess;
    let b: KeyProcess;
    let kid: string;
    let putBack: () => Promise<void>;
    beforeAll(async () => {
      redis = await RedisServer.start();
    });
    afterAll(() => redis.stop());
    const start = (): Promise<KeyProcess> => {
      const patient = { url: redis.url, commandTimeoutMs: 2_000, connectTimeoutMs: 3_000 };
      const state =
        kind === 'redis' ? redisSharedState(patient, systemClock, systemRandom) : memoryState(systemClock);
      states.push(state);
      const clock = new TestClock();
      clock.wall = Date.now();
      return startKeyProcess({ persistence: store.persistence, state, clock });
    };
    beforeEach(async () => {
      [a, b] = [await start(), await start()];
      await passes(a, b);
      kid = a.ring.signer.kid;
      putBack = await backUp(database);
    });
    afterEach(() => redis.client.flushall());

    /** As each process does every second, until each has seen what the other did. */
    const passes = async (...processes: KeyProcess[]): Promise<void> => {
      for (let round = 0; round < 4; round += 1) {
        for (const process of processes) {
          process.clock.advance(1_000);
          await process.pass();
          const { projection } = process.state as { projection: { compareNow?(): Promise<void> } };
          await projection.compareNow?.();
        }
      }
    };
    /** What each process signs with, publishes, and answers for a token of the key. */
    const views = (...processes: KeyProcess[]) =>
      Promise.all(
        processes.map(async ({ ring, revocations }) => ({
          signs: ring.signer.kid,
          published: ring.publicKeys.map((key) => key.kid).sort(),
          verdict: await revocations.check({ jti: randomUUID(), epoch: 1_000_000, kid }),
        })),
      );

    /** The one view that all have, which each comes to by its passes alone. */
    const agreed = async (signs: 'the key' | 'another', ...processes: KeyProcess[]) => {
      const settled = async (): Promise<boolean> => {
        await passes(...processes);
        const seen = new Set((await views(...processes)).map((view) => JSON.stringify(view)));
        return (
          seen.size === 1 &&
          processes.every(({ ring }) => (ring.signer.kid === kid) === (signs === 'the key'))
        );
      };
      expect(await eventually(settled, true)).toBe(true);
      return (await views(...processes))[0];
    };

    it('stays ended at every process and in every JWKS while anybody knows of it', async () => {
      await a.service.revoke(kid);
      await passes(a, b);
      await putBack();
      const view = await agreed('another', b, a);
      expect(view).toMatchObject({ verdict: 'denied' });
      expect(view?.published).not.toContain(kid);
      expect(view?.published).toContain(view?.signs);
    });

    it('stays ended when only the process that ended it knows, and the other one reads first', async () => {
      await a.service.revoke(kid);
      await putBack();
      await b.pass();
      const view = await agreed('another', b, a);
      expect(view).toMatchObject({ verdict: 'denied' });
      expect(view?.published).not.toContain(kid);
    });

    it('is active again at every process and in every JWKS once nobody knows of its end', async () => {
      await a.service.revoke(kid);
      await passes(a, b);
      await putBack();
      await Promise.all(states.splice(0).map((state) => state.close()));
      await redis.client.flushall();
      const view = await agreed('the key', await start(), await start());
      expect(view).toMatchObject({ verdict: 'live' });
      expect(view?.published).toContain(kid);
    });
  },
);

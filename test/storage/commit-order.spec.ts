import type { Transaction } from '../../libs/m2m-auth/src/domain/persistence/persistence.js';
import { inAnHour } from '../contracts/persistence-fixture.js';
import { type OpenStore, openStore, useDatabase } from './typeorm-fixture.js';

describe('seq follows the order of commits', () => {
  const database = useDatabase();
  let store: OpenStore;

  beforeAll(async () => {
    store = await openStore(database().url);
  });
  afterAll(() => store.dataSource.destroy());

  const record = async (tx: Transaction, id: string) =>
    (
      await tx.record({
        changes: [{ kind: 'denial', subject: id }],
        denials: [{ kind: 'jti', id, expiresAt: inAnHour() }],
      })
    ).denials;

  const someoneWaitsForALock = async (): Promise<void> => {
    for (;;) {
      const waiting = await database().query(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      if (waiting.length > 0) return;
    }
  };

  it('makes the second recorder wait for the commit of the first', async () => {
    const { persistence } = store;
    const { committed: before } = await persistence.revocations.changesAfter(0);
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const first = persistence.transaction(async (tx) => {
      const denials = await record(tx, 'first');
      await gate;
      return denials;
    });
    const second = persistence.transaction(async (tx) => record(tx, 'second'));
    await someoneWaitsForALock();
    expect(await persistence.revocations.changesAfter(before)).toMatchObject({
      committed: before,
      changes: [],
    });
    release();
    const seqs = [...(await first), ...(await second)].map((denial) => denial.seq);
    expect([...seqs].sort()).toEqual([before + 1, before + 2]);
    const { changes } = await persistence.revocations.changesAfter(before);
    expect(changes.map(({ seq }) => seq)).toEqual([before + 1, before + 2]);
  });

  it('leaves no gap where a recorder has given up', async () => {
    const { persistence } = store;
    const { committed: before } = await persistence.revocations.changesAfter(0);
    const undone = persistence.transaction(async (tx) => {
      await record(tx, 'undone');
      throw new Error('no');
    });
    await expect(undone).rejects.toThrow('no');
    const [denial] = await persistence.transaction((tx) => record(tx, 'done'));
    expect(denial?.seq).toBe(before + 1);
  });
});

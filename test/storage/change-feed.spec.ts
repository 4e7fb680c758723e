import { type OpenStore, openStore, useDatabase } from './typeorm-fixture.js';

describe('the feed of changes', () => {
  const database = useDatabase();
  let store: OpenStore;

  beforeAll(async () => {
    // The bound of the hot path is not what is tested here, and a busy machine can exceed it.
    store = await openStore(database().url, { persistence: { timeouts: { checkMs: 10_000 } } });
    await store.dataSource.query(
      "INSERT INTO m2m_changes SELECT n, 1, 'client', 'c' || n FROM generate_series(1, 1001) n",
    );
    await store.dataSource.query('UPDATE m2m_counter SET v = 1001');
  });
  afterAll(() => store.dataSource.destroy());

  it('tells a process that is far behind to drop its caches, rather than hand it everything', async () => {
    const far = await store.persistence.revocations.changesAfter(0);
    expect(far).toMatchObject({ changes: [], committed: 1_001, truncated: true });
  });

  it('hands over up to 1,000 changes at once', async () => {
    const near = await store.persistence.revocations.changesAfter(1);
    expect(near).toMatchObject({ committed: 1_001, truncated: false });
    expect(near.changes).toHaveLength(1_000);
  });

  it('asks for indexed rows only, however many there are', async () => {
    await store.dataSource.query('ANALYZE');
    const plan = async (sql: string): Promise<string> =>
      JSON.stringify(await store.dataSource.query(`EXPLAIN ${sql}`));
    expect(await plan('SELECT * FROM m2m_changes WHERE seq > 990')).toContain('m2m_changes_pkey');
    expect(await plan("SELECT seq FROM m2m_changes WHERE created_at < now() - interval '1 hour'")).toContain(
      'm2m_changes_age',
    );
  });
});

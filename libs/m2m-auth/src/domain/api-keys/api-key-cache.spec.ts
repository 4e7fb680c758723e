import { heldBack, TestClock } from '../../../../../test/support/domain.js';
import { ChangeFeed } from '../changes/change-feed.js';
import type { ChangeBatch } from '../changes/change.js';
import type { ApiKey } from './api-key.js';
import { ApiKeyCache, type KnownApiKey } from './api-key-cache.js';

const row = (id: string): KnownApiKey => ({ key: { id } as ApiKey });

describe('the cache of API keys', () => {
  let clock: TestClock;
  let feed: ChangeFeed;
  let selects: { digest: string; answer: ReturnType<typeof heldBack<KnownApiKey | null>> }[];
  let batch: ChangeBatch;
  let cache: ApiKeyCache<KnownApiKey>;

  beforeEach(async () => {
    clock = new TestClock();
    batch = { changes: [], committed: 0, truncated: false };
    feed = new ChangeFeed({ changesAfter: async () => batch }, clock);
    await feed.read();
    selects = [];
    cache = new ApiKeyCache((digest) => {
      const answer = heldBack<KnownApiKey | null>();
      selects.push({ digest, answer });
      return answer.promise;
    }, feed);
  });

  const fill = async (digest: string, found: KnownApiKey | null): Promise<void> => {
    const loading = cache.find(digest);
    selects.at(-1)?.answer.release(found);
    await loading;
  };
  const change = (subject: string): void => feed.noteOwn([{ kind: 'api-key', subject }]);
  const isCached = (digest: string): boolean => !(cache.find(digest) instanceof Promise);

  it('asks once for all who ask at the same time, and answers without a promise afterwards', async () => {
    const asked = [cache.find('a'), cache.find('a'), cache.find('b')];
    expect(selects.map(({ digest }) => digest)).toEqual(['a', 'b']);
    const found = row('key-a');
    selects[0]?.answer.release(found);
    for (const each of asked.slice(0, 2)) expect(await each).toBe(found);
    expect(cache.find('a')).toBe(found);
  });

  it('drops the key that a change names, and no other', async () => {
    await fill('a', row('key-a'));
    await fill('b', row('key-b'));
    feed.noteOwn([{ kind: 'client', subject: 'key-b' }]);
    change('key-a');
    expect([isCached('a'), isCached('b')]).toEqual([false, true]);
  });

  it('drops everything when changes were lost', async () => {
    await fill('a', row('key-a'));
    batch = { changes: [], committed: 9, truncated: true };
    await feed.read();
    expect(isCached('a')).toBe(false);
  });

  it('never stores a row whose SELECT began before a change was read', async () => {
    const old = cache.find('a');
    change('key-a');
    selects[0]?.answer.release(row('key-a'));
    await old;
    expect(isCached('a')).toBe(false);
  });

  it('does not join a load that began before a change of any key, also when the change was lost', async () => {
    void cache.find('a');
    change('key-a');
    void cache.find('a');
    batch = { changes: [], committed: 9, truncated: true };
    await feed.read();
    void cache.find('a');
    expect(selects).toHaveLength(3);
  });

  it('does not let the end of an older load take away the newer one', async () => {
    const old = cache.find('a');
    change('key-a');
    void cache.find('a');
    selects[0]?.answer.release(null);
    await old;
    void cache.find('a');
    expect(selects).toHaveLength(2);
  });

  it('asks for every request while the changes could not be read for more than 5 s', async () => {
    await fill('a', row('key-a'));
    clock.advance(5_000);
    expect(isCached('a')).toBe(true);
    clock.advance(1);
    void cache.find('a');
    void cache.find('a');
    expect(selects).toHaveLength(3);
    selects[1]?.answer.release(row('key-a'));
    await feed.read();
    expect(isCached('a')).toBe(true);
  });

  it('remembers no absence: a flood of made-up keys pushes nothing out', async () => {
    await fill('good', row('key-good'));
    for (let n = 0; n < 12_000; n += 1) await fill(`made-up-${n}`, null);
    expect(isCached('good')).toBe(true);
    expect(isCached('made-up-0')).toBe(false);
  });

  it('keeps 10,000 keys at most, the newest', async () => {
    for (let n = 0; n <= 10_000; n += 1) await fill(`d-${n}`, row(`key-${n}`));
    expect([isCached('d-1'), isCached('d-10000'), isCached('d-0')]).toEqual([true, true, false]);
  });

  it('remembers no failure', async () => {
    const failing = cache.find('a');
    selects[0]?.answer.fail(new Error('down'));
    await expect(failing).rejects.toThrow('down');
    const found = cache.find('a');
    selects[1]?.answer.release(row('key-a'));
    expect(await found).toEqual(row('key-a'));
  });
});

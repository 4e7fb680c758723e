import { heldBack, TestClock } from '../../../../../test/support/domain.js';
import { ChangeFeed } from '../changes/change-feed.js';
import type { ChangeBatch } from '../changes/change.js';
import { ClientCache } from './client-cache.js';
import type { ClientWithSecrets } from '../clients/client.js';

const row = (clientId: string) => ({ client: { clientId }, secrets: [] }) as unknown as ClientWithSecrets;

describe('the cache of clients', () => {
  let clock: TestClock;
  let feed: ChangeFeed;
  let selects: { clientId: string; answer: ReturnType<typeof heldBack<ClientWithSecrets | null>> }[];
  let batch: ChangeBatch;
  let cache: ClientCache;

  beforeEach(async () => {
    clock = new TestClock();
    batch = { changes: [], committed: 0, truncated: false };
    feed = new ChangeFeed({ changesAfter: async () => batch }, clock);
    await feed.read();
    selects = [];
    const findForAuthentication = (clientId: string) => {
      const answer = heldBack<ClientWithSecrets | null>();
      selects.push({ clientId, answer });
      return answer.promise;
    };
    cache = new ClientCache({ findForAuthentication }, feed);
  });

  const answer = (index: number, found: ClientWithSecrets | null): void =>
    selects[index]?.answer.release(found);
  const fill = async (clientId: string, found: ClientWithSecrets | null): Promise<void> => {
    const loading = cache.find(clientId);
    answer(selects.length - 1, found);
    await loading;
  };
  const change = (subject: string): void => feed.noteOwn([{ kind: 'client', subject }]);

  it('asks once for all who ask at the same time, and hands out one object without a promise afterwards', async () => {
    const asked = [cache.find('a'), cache.find('a'), cache.find('a')];
    expect(selects).toHaveLength(1);
    const found = row('a');
    answer(0, found);
    for (const each of asked) expect(await each).toBe(found);
    expect(cache.find('a')).toBe(found);
  });

  it('keeps clients apart', async () => {
    await fill('a', row('a'));
    void cache.find('b');
    expect(selects.map(({ clientId }) => clientId)).toEqual(['a', 'b']);
  });

  it('remembers absence, and forgets it when the client is registered', async () => {
    await fill('new', null);
    expect(cache.find('new')).toBeNull();
    change('new');
    const found = cache.find('new');
    answer(1, row('new'));
    expect(await found).toEqual(row('new'));
  });

  it('never stores a row whose SELECT began before a change, neither over a newer row nor without one', async () => {
    const old = cache.find('a');
    change('a');
    const renewed = cache.find('a');
    expect(selects).toHaveLength(2);
    const fresh = row('a');
    answer(1, fresh);
    expect(await renewed).toBe(fresh);
    answer(0, row('a'));
    await old;
    expect(cache.find('a')).toBe(fresh);
  });

  it('does not join a load that began before a change, also when the change was lost in a purge', async () => {
    void cache.find('a');
    batch = { changes: [], committed: 9, truncated: true };
    await feed.read();
    void cache.find('a');
    expect(selects).toHaveLength(2);
  });

  it('keeps single flight for the newer load when the older one ends', async () => {
    const old = cache.find('a');
    change('a');
    void cache.find('a');
    answer(0, row('a'));
    await old;
    void cache.find('a');
    expect(selects).toHaveLength(2);
  });

  it('drops what a change names and nothing else; changes of other kinds drop nothing', async () => {
    const kept = row('b');
    await fill('a', row('a'));
    await fill('b', kept);
    feed.noteOwn([
      { kind: 'client', subject: 'a' },
      { kind: 'organization', subject: 'b' },
      { kind: 'denial', subject: 'b' },
      { kind: 'signing-key', subject: 'b' },
    ]);
    expect(cache.find('a')).toBeInstanceOf(Promise);
    expect(cache.find('b')).toBe(kept);
  });

  it('drops everything when changes were purged unread', async () => {
    await fill('a', row('a'));
    await fill('nobody', null);
    batch = { changes: [], committed: 9, truncated: true };
    await feed.read();
    expect(cache.find('a')).toBeInstanceOf(Promise);
    expect(cache.find('nobody')).toBeInstanceOf(Promise);
  });

  it('is not believed when no change was read for 5 s by the steady clock, and believed again after a read', async () => {
    const cached = row('a');
    await fill('a', cached);
    await fill('nobody', null);
    clock.wall -= 3_600_000;
    clock.steady += 5_001;
    expect(cache.find('a')).toBeInstanceOf(Promise);
    expect(cache.find('nobody')).toBeInstanceOf(Promise);
    await feed.read();
    expect(cache.find('a')).toBe(cached);
  });

  it('lets nobody in from the cache before the first read of the changes', () => {
    const unread = new ChangeFeed({ changesAfter: async () => batch }, clock);
    const other = new ClientCache({ findForAuthentication: async () => row('a') }, unread);
    expect(other.find('a')).toBeInstanceOf(Promise);
  });

  it('remembers no failure: who asks next asks the store', async () => {
    const asked = cache.find('a');
    selects[0]?.answer.fail(new Error('down'));
    await expect(asked).rejects.toThrow('down');
    await fill('a', row('a'));
    expect(cache.find('a')).toEqual(row('a'));
  });
});

describe('the size of the cache of clients', () => {
  it('takes no client that was refused for absent when its row had to make room', async () => {
    const clock = new TestClock();
    const feed = new ChangeFeed(
      { changesAfter: async () => ({ changes: [], committed: 0, truncated: false }) },
      clock,
    );
    await feed.read();
    const cache = new ClientCache({ findForAuthentication: async (clientId) => row(clientId) }, feed);
    await cache.find('c0');
    await cache.settle('c0');
    expect(cache.settle('c0')).toBeUndefined();
    for (let index = 1; index <= 10_000; index++) await cache.find(`c${index}`);
    expect(await cache.find('c0')).toEqual(row('c0'));
  });

  it.each([
    ['known', (clientId: string) => row(clientId)],
    ['unknown', () => null],
  ])('is at most 10,000 %s ones; the oldest makes room', async (_kind, found) => {
    const clock = new TestClock();
    const feed = new ChangeFeed(
      { changesAfter: async () => ({ changes: [], committed: 0, truncated: false }) },
      clock,
    );
    await feed.read();
    const cache = new ClientCache({ findForAuthentication: async (clientId) => found(clientId) }, feed);
    for (let index = 0; index <= 10_000; index++) await cache.find(`c${index}`);
    expect(cache.find('c0')).toBeInstanceOf(Promise);
    expect(cache.find('c2')).toEqual(found('c2'));
    expect(cache.find('c10000')).toEqual(found('c10000'));
  });
});

import { acme, configurationProblemsOf } from '../../../../../test/support/configuration.js';
import {
  ci,
  DAY_MS,
  documentOf,
  NEW,
  OLD,
  withValue,
  startWithApiKeys,
  type ApiKeysProcess,
} from '../../../../../test/support/configured-api-keys.js';

describe('API keys of a configuration document, and those it had before', () => {
  let process: ApiKeysProcess;
  beforeEach(async () => {
    process = await startWithApiKeys();
  });

  describe('whose value is another one', () => {
    beforeEach(() => process.apply(documentOf(withValue(OLD))));

    it('go on with the former value for 24 hours, and no further apply prolongs or cuts that', async () => {
      const until = new Date(process.clock.now() + DAY_MS);
      expect(await process.planned(documentOf(withValue(NEW)))).toEqual([
        ['create: '],
        ['update: expiresAt', 'another value has taken its place'],
      ]);
      expect([(await process.stored(OLD))?.expiresAt, (await process.stored(NEW))?.expiresAt]).toEqual([
        until,
        null,
      ]);
      process.clock.advance(1_000);
      const again = await process.apply(documentOf(withValue(NEW)), { prune: true });
      expect([again.changes, (await process.stored(OLD))?.expiresAt]).toEqual([false, until]);
      process.clock.advance(DAY_MS);
      expect((await process.apply(documentOf(withValue(NEW)), { prune: true })).changes).toBe(true);
      expect(await process.stored(OLD)).toBeNull();
    });

    it('have the former one back within that time, and not after it', async () => {
      await process.apply(documentOf(withValue(NEW)));
      await process.apply(documentOf(withValue(OLD)));
      expect([(await process.stored(OLD))?.expiresAt, (await process.stored(NEW))?.expiresAt]).toEqual([
        null,
        expect.any(Date),
      ]);
      process.clock.advance(DAY_MS);
      expect(await process.planned(documentOf(withValue(NEW)))).toEqual([
        ['unchanged: ', 'stays expired: it needs another value'],
        ['update: expiresAt', 'another value has taken its place'],
      ]);
    });

    it('do not let the former one outlive them', async () => {
      const expiresAt = new Date(process.clock.now() + 1_000).toISOString();
      await process.apply(documentOf(withValue(NEW, { expiresAt })));
      expect((await process.stored(OLD))?.expiresAt).toEqual(new Date(expiresAt));
    });
  });

  it('that were deleted by hand do not come back by their value', async () => {
    await process.apply(documentOf(withValue(OLD)));
    await process.remove(OLD);
    const before = await process.footprint();
    expect(await process.planned(documentOf(withValue(OLD)))).toEqual([
      ['unchanged: ', expect.stringContaining('was deleted by hand')],
    ]);
    expect([await process.stored(OLD), await process.footprint()]).toEqual([null, before]);
  });

  it('that were generated and deleted by hand are made anew, with another value', async () => {
    const value = (await process.apply(documentOf(ci()))).issued[0]?.secret ?? '';
    await process.remove(value);
    const [made] = (await process.apply(documentOf(ci()))).issued;
    expect(made?.secret).not.toBe(value);
    expect(await process.stored(value)).toBeNull();
  });

  it('that have expired do not come back by a later end', async () => {
    await process.apply(documentOf(withValue(OLD, { expiresAt: '2020-01-01T00:00:00Z' })));
    expect(await process.planned(documentOf(withValue(OLD)))).toEqual([
      ['unchanged: ', 'stays expired: it needs another value'],
    ]);
  });

  it('are rotated when their value is not the document’s', async () => {
    const keys = documentOf(ci(), withValue(NEW, { name: 'Given' }));
    const [first] = (await process.apply(keys)).issued;
    const { issued } = await process.apply(keys, { rotate: true });
    expect(issued.map(({ name }) => name)).toEqual(['CI']);
    expect(issued[0]?.secret).not.toBe(first?.secret);
    const ends = [
      await process.stored(first?.secret ?? ''),
      await process.stored(issued[0]?.secret ?? ''),
      await process.stored(NEW),
    ];
    expect(ends.map((key) => key?.expiresAt)).toEqual([new Date(process.clock.now() + DAY_MS), null, null]);
    expect((await process.apply(keys)).changes).toBe(false);
  });

  it('need their value where none may be generated', async () => {
    const options = { generateSecrets: false };
    const given = documentOf(withValue(NEW, { name: 'Given' }), ci());
    expect(await configurationProblemsOf(process.apply(given, options))).toEqual([
      expect.stringMatching(/^apiKeys\[1\] needs a value/),
    ]);
    expect(await process.all()).toEqual([]);
    await process.apply(given);
    expect((await process.apply(given, options)).changes).toBe(false);
    await expect(process.apply(given, { ...options, rotate: true })).rejects.toThrow('needs a value');
  });

  it('that are named no more stay, until a prune takes them and then their organization', async () => {
    await process.apply(documentOf(withValue(OLD), ci({ name: 'Other' })));
    expect(await process.planned({})).toEqual([['leave: '], ['leave: ']]);
    const { objects } = await process.apply({}, { prune: true });
    expect(objects.map(({ kind, action }) => `${kind} ${action}`)).toEqual([
      'organization prune',
      'api-key prune',
      'api-key prune',
    ]);
    expect([await process.all(), (await process.organizations.list()).data]).toEqual([[], []]);
    expect((await process.events()).slice(0, 2)).toEqual(
      Array(2).fill(['api_key.deleted', 'configuration', undefined]),
    );
    expect((await process.apply({}, { prune: true })).objects).toEqual([]);
    // By its prune, unlike by somebody's hand, nothing has ended for good.
    await process.apply(documentOf(withValue(OLD)));
    expect(await process.stored(OLD)).not.toBeNull();
  });

  it('that go to another organization do not hold their former one back from a prune', async () => {
    await process.apply(documentOf(withValue(OLD)));
    const moved = {
      organizations: [{ id: 'globex', name: 'Globex' }],
      apiKeys: [withValue(OLD, { organization: 'globex' })],
    };
    expect((await process.apply(moved, { prune: true })).objects.map(({ action }) => action)).toEqual([
      'create',
      'prune',
      'update',
    ]);
  });

  it('that were made by hand are never pruned, and keep their organization', async () => {
    await process.apply({ organizations: [acme] });
    await process.makeByHand(OLD);
    expect(await process.planned(documentOf(withValue(OLD)))).toEqual([
      ['update: permissions', 'was made by hand and is never pruned'],
    ]);
    const { objects } = await process.apply({}, { prune: true });
    expect(objects.map(({ kind, action }) => `${kind} ${action}`)).toEqual(['organization leave']);
    expect(await process.stored(OLD)).not.toBeNull();
  });

  it('made by hand under the same name are taken over only where documents have made none', async () => {
    await process.apply(documentOf(ci()));
    await process.makeByHand(OLD);
    expect(await process.planned(documentOf(ci()))).toEqual([['unchanged: ']]);
    expect(await process.stored(OLD)).toMatchObject({ permissions: [] });
  });

  it('that were made by hand and are replaced by a rotation go on for 24 hours, and are not pruned then', async () => {
    const options = { prune: true, rotate: true };
    await process.apply({ organizations: [acme] });
    const { id } = await process.makeByHand(OLD);
    await process.apply(documentOf(ci()), { rotate: true });
    const until = new Date(process.clock.now() + DAY_MS);
    expect((await process.stored(OLD))?.expiresAt).toEqual(until);
    await process.apply({ organizations: [acme] }, options);
    process.clock.advance(2 * DAY_MS);
    await process.apply(documentOf(ci()), options);
    expect((await process.stored(OLD))?.id).toBe(id);
  });
});

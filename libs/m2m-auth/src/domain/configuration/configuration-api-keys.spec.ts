import { configurationProblemsOf } from '../../../../../test/support/configuration.js';
import {
  ci,
  documentOf,
  NEW,
  OLD,
  withValue,
  startWithApiKeys,
  type ApiKeysProcess,
} from '../../../../../test/support/configured-api-keys.js';
import { isApiKeyValue } from '../api-keys/api-key-value.js';
import { PersistenceError } from '../stores/persistence-errors.js';

describe('API keys of a configuration document', () => {
  let process: ApiKeysProcess;
  beforeEach(async () => {
    process = await startWithApiKeys();
  });

  it('are made as by hand, with a value that is shown once', async () => {
    const { issued, objects } = await process.apply(documentOf(ci(), ci({ userId: 'ann' })));
    expect(issued.map(({ kind, name, secret }) => [kind, name, isApiKeyValue(secret)])).toEqual([
      ['api-key', 'CI', true],
      ['api-key', 'CI', true],
    ]);
    expect(objects[1]).toMatchObject({ kind: 'api-key', id: null, action: 'create' });
    expect(objects[1]?.secrets).toEqual([{ action: 'generate', hint: null }]);
    expect(await process.stored(issued[0]?.secret ?? '')).toMatchObject({
      id: issued[0]?.id,
      owner: { type: 'organization', id: 'acme' },
      permissions: ['reports:read'],
      environment: 'production',
      expiresAt: null,
      hint: issued[0]?.secret.slice(-4),
    });
    const owner = { type: 'user', id: 'ann', organizationId: 'acme' };
    expect(await process.stored(issued[1]?.secret ?? '')).toMatchObject({ owner });
    expect(await process.events()).toEqual(Array(2).fill(['api_key.created', 'configuration', undefined]));
  });

  it('take a value of the document, a weak one with a warning that does not repeat it', async () => {
    const { issued, warnings } = await process.apply(documentOf(withValue('sk_test_ci'), withValue(NEW)));
    expect(issued).toEqual([]);
    expect(warnings).toEqual([
      { path: 'apiKeys[0].value', message: expect.stringContaining('can be guessed') as string },
    ]);
    expect(JSON.stringify(warnings)).not.toContain('sk_test_ci');
    expect(await process.stored('sk_test_ci')).toMatchObject({ environment: 'test' });
  });

  it('are stored when they have expired already (C-46)', async () => {
    const expiresAt = '2020-01-01T00:00:00Z';
    await process.apply(documentOf(withValue(OLD, { expiresAt })));
    expect((await process.stored(OLD))?.expiresAt).toEqual(new Date(expiresAt));
  });

  it.each([
    ['generated', [ci(), ci({ userId: 'ann' })]],
    ['given', [withValue(OLD), withValue(NEW), withValue('sk_x', { expiresAt: '2020-01-01T00:00:00Z' })]],
  ])('change nothing and write no row the second time (%s)', async (_how, keys) => {
    await process.apply(documentOf(...keys));
    const before = [await process.footprint(), await process.all()];
    const again = await process.apply(documentOf(...keys));
    expect([again.changes, again.issued, [await process.footprint(), await process.all()]]).toEqual([
      false,
      [],
      before,
    ]);
  });

  it('are kept in step by their value: name, owner, permissions, environment and end', async () => {
    await process.apply(documentOf(withValue(OLD)));
    const id = (await process.stored(OLD))?.id;
    const changed = { name: 'Build', userId: 'ann', permissions: [], environment: 'production' };
    const end = '2030-01-01T00:00:00Z';
    expect(await process.planned(documentOf(withValue(OLD, { ...changed, expiresAt: end })))).toEqual([
      ['update: name,owner,permissions,environment,expiresAt'],
    ]);
    const owner = { type: 'user', id: 'ann', organizationId: 'acme' };
    const { userId: _, ...rest } = changed;
    expect(await process.stored(OLD)).toMatchObject({ ...rest, id, owner, expiresAt: new Date(end) });
    expect((await process.events())[0]).toEqual([
      'api_key.updated',
      'configuration',
      ['name', 'owner', 'permissions', 'environment', 'expiresAt'],
    ]);
    const { changes } = await process.persistence.revocations.changesAfter(0);
    expect(changes.filter(({ subject }) => subject === id)).toHaveLength(2);
  });

  it('are found again by owner and name where the document gives no value', async () => {
    const [{ id = '', secret = '' } = {}] = (await process.apply(documentOf(ci()))).issued;
    expect(await process.planned(documentOf(ci({ permissions: ['a'] })))).toEqual([['update: permissions']]);
    expect(await process.stored(secret)).toMatchObject({ id, permissions: ['a'] });
    expect(await process.all()).toHaveLength(1);
  });

  it('are refused when two without a value are the same one, by whichever word for the organization', async () => {
    const twice = documentOf(ci(), ci({ organization: 'acme' }));
    expect(await configurationProblemsOf(process.apply(twice))).toEqual([
      expect.stringContaining('apiKeys[1].name'),
    ]);
  });

  it('are shared by two entries never: one has the value, the other needs a row of its own', async () => {
    await process.apply(documentOf(withValue(OLD)));
    const { issued } = await process.apply(documentOf(withValue(OLD, { name: 'Build' }), ci()));
    expect(issued).toHaveLength(1);
    expect(await process.all()).toHaveLength(2);
    expect((await process.stored(OLD))?.name).toBe('Build');
  });

  it('are handed over when the answer of the commit was lost', async () => {
    const { transaction } = process.persistence;
    jest.spyOn(process.persistence, 'transaction').mockImplementationOnce(async (work) => {
      await transaction.call(process.persistence, work);
      throw new PersistenceError('timeout');
    });
    const { issued } = await process.apply(documentOf(ci()));
    expect(issued).toHaveLength(1);
    expect(await process.stored(issued[0]?.secret ?? '')).toMatchObject({ id: issued[0]?.id });
    expect(await process.all()).toHaveLength(1);
  });

  it('that vanish between plan and change are planned anew', async () => {
    await process.apply(documentOf(withValue(OLD)));
    const { transaction } = process.persistence;
    jest.spyOn(process.persistence, 'transaction').mockImplementationOnce((work) =>
      transaction.call(process.persistence, (tx) => {
        const gone = async (): Promise<never> => Promise.reject(new PersistenceError('P0002'));
        return work({ ...tx, apiKeys: { ...tx.apiKeys, update: gone } });
      }),
    );
    expect(await process.planned(documentOf(withValue(OLD, { permissions: [] })))).toEqual([
      ['update: permissions'],
    ]);
    expect(await process.stored(OLD)).toMatchObject({ permissions: [] });
  });
});

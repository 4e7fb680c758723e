import {
  acme,
  billing,
  configurationProblemsOf,
  documentOf,
  fromEnvironment,
  startConfigured,
  type ConfiguredProcess,
} from '../../../../../test/support/configuration.js';
import { temporarilyUnavailable } from '../../oauth/errors.js';

const OLD = 'given by the environment, and long enough';
const NEW = 'another one, which is given in its place';

/** Rises with every transaction that writes. */
const committed = async ({ persistence }: ConfiguredProcess): Promise<number> =>
  (await persistence.revocations.changesAfter(0)).committed;

describe('a configuration document that is applied', () => {
  let process: ConfiguredProcess;
  beforeEach(async () => {
    process = await startConfigured();
  });

  it('brings up what it names, by the rules of registration and with the defaults of what it leaves out', async () => {
    const { issued } = await process.apply(documentOf());
    expect(await process.clients.find('billing')).toMatchObject({
      name: 'billing',
      organizationId: 'acme',
      scopes: ['reports:read'],
      claims: { tenant_id: 't-1' },
      grantTypes: ['client_credentials'],
      description: null,
      isActive: true,
    });
    expect(issued).toEqual([
      {
        kind: 'client',
        id: 'billing',
        name: 'billing',
        secret: expect.stringMatching(/^m2ms_/) as string,
        fingerprint: expect.stringMatching(/^[0-9a-f]{8}$/) as string,
      },
    ]);
    expect(await process.accepts(issued[0]?.secret ?? '')).toBe(true);
  });

  it.each([{}, { secret: fromEnvironment(OLD) }, { secrets: [fromEnvironment(OLD), fromEnvironment(NEW)] }])(
    'changes nothing and writes no row the second time (%j)',
    async (client) => {
      await process.apply(documentOf(client));
      const before = await committed(process);
      const again = await process.apply(documentOf(client));
      expect([again.changes, again.issued, await committed(process)]).toEqual([false, [], before]);
      expect((await process.clients.find('billing'))?.secrets).toHaveLength(client.secrets?.length ?? 1);
    },
  );

  it('is planned without being applied, and the plan names the fields that change', async () => {
    const plan = await process.configuration.plan(documentOf());
    expect(plan.objects.map(({ id, action }) => `${id} ${action}`)).toEqual([
      'acme create',
      'billing create',
    ]);
    expect(plan).not.toHaveProperty('issued');
    expect(await committed(process)).toBe(0);
    await process.apply(documentOf());
    const changed = await process.configuration.plan(
      documentOf({ scopes: ['a'], accessTokenTtl: 600, claims: {} }),
    );
    expect(changed.objects[1]).toMatchObject({
      action: 'update',
      changed: ['scopes', 'claims', 'accessTokenTtl'],
      secrets: [],
    });
    expect((await process.clients.find('billing'))?.scopes).toEqual(['reports:read']);
  });

  it('takes back what was changed by hand, and what it has stopped to say', async () => {
    await process.apply(documentOf({ description: 'by the document' }));
    await process.clients.update('billing', { scopes: ['everything'] });
    expect((await process.clientOf(documentOf()))?.changed).toEqual(['description', 'scopes']);
    expect(await process.clients.find('billing')).toMatchObject({
      scopes: ['reports:read'],
      description: null,
    });
  });

  it('takes claims as JSON: the order of their members is no change', async () => {
    await process.apply(documentOf({ claims: { a: 1, b: { c: [1, 2], d: null } } }));
    expect(
      (await process.clientOf(documentOf({ claims: { b: { d: null, c: [1, 2] }, a: 1 } })))?.action,
    ).toBe('unchanged');
    expect(
      (await process.clientOf(documentOf({ claims: { b: { d: null, c: [2, 1] }, a: 1 } })))?.action,
    ).toBe('update');
  });

  it('stores all of it or nothing', async () => {
    await process.organizations.create({ id: 'by-hand', name: 'Taken' });
    const conflicting = { ...documentOf(), organizations: [acme, { id: 'other', name: 'Taken' }] };
    expect(await configurationProblemsOf(process.apply(conflicting))).toEqual([
      'organizations[1].name is the name of another organization',
    ]);
    expect(await process.clients.find('billing')).toBeNull();
    expect((await process.organizations.list()).data.map(({ id }) => id)).toEqual(['by-hand']);
  });

  it('renames an organization that it gives an id', async () => {
    await process.apply(documentOf());
    const renamed = { organizations: [{ id: 'acme', name: 'Acme Corporation' }] };
    expect((await process.apply(renamed)).objects[0]).toMatchObject({ action: 'update', changed: ['name'] });
    expect((await process.organizations.list()).data).toMatchObject([
      { id: 'acme', name: 'Acme Corporation' },
    ]);
  });

  it('hands over the secrets it has made even when ended tokens are not refused everywhere yet', async () => {
    await process.apply(documentOf({}, { clientId: 'ending' }));
    jest
      .spyOn(process.state.projection, 'project')
      .mockRejectedValue(temporarilyUnavailable({ detail: 'no' }));
    const given = documentOf({}, { clientId: 'ending', enabled: false }, { clientId: 'made' });
    const { issued, warnings } = await process.apply(given);
    expect(issued.map(({ id }) => id)).toEqual(['made']);
    expect(warnings).toEqual([{ path: '', message: expect.stringContaining('tokens') as string }]);
  });

  describe('and what was disabled', () => {
    const active = async (): Promise<boolean | undefined> =>
      (await process.clients.find('billing'))?.isActive;

    it.each([undefined, true])(
      'by hand, stays disabled (enabled: %s), and the plan says so',
      async (enabled) => {
        await process.apply(documentOf());
        await process.clients.deactivate('billing');
        const client = await process.clientOf(documentOf({ enabled }));
        expect(client?.notes).toEqual(['stays disabled: it was disabled by hand']);
        expect(await active()).toBe(false);
      },
    );

    it('by a document, is enabled again by one, and its old tokens stay dead', async () => {
      await process.apply(documentOf());
      const row = await process.persistence.clients.findForAuthentication('billing');
      const token = { jti: 'j', epoch: row?.secrets[0]?.epoch ?? 0, kid: 'k' };
      expect((await process.clientOf(documentOf({ enabled: false })))?.changed).toEqual(['isActive']);
      expect([await active(), process.revocations.check(token)]).toEqual([false, 'denied']);
      expect((await process.apply(documentOf({ enabled: false }))).changes).toBe(false);
      expect((await process.clientOf(documentOf()))?.changed).toEqual(['isActive']);
      expect([await active(), process.revocations.check(token)]).toEqual([true, 'denied']);
    });

    it('by a document and then by hand, stays disabled', async () => {
      await process.apply(documentOf({ isActive: false }));
      process.clock.advance(1_000);
      await process.clients.deactivate('billing');
      await process.apply(documentOf({ isActive: true }));
      expect(await active()).toBe(false);
    });

    it('by a document that goes on changing it, is still the document’s', async () => {
      await process.apply(documentOf({ enabled: false }));
      process.clock.advance(1_000);
      await process.apply(documentOf({ enabled: false, scopes: [] }));
      process.clock.advance(1_000);
      await process.apply(documentOf({ scopes: [] }));
      expect(await active()).toBe(true);
    });
  });

  describe('and what it names no more', () => {
    const both = documentOf({}, { clientId: 'former', organization: 'acme' });

    it('stays, and the plan says so', async () => {
      await process.apply(both);
      const { objects, changes } = await process.apply({ organizations: [acme], clients: [billing()] });
      expect([changes, objects.map(({ id, action }) => `${id} ${action}`)]).toEqual([
        false,
        ['acme unchanged', 'billing unchanged', 'former leave'],
      ]);
    });

    it('is pruned when that is asked for: clients with their tokens, then organizations', async () => {
      const { issued } = await process.apply(both);
      const row = await process.persistence.clients.findForAuthentication('former');
      const { objects } = await process.apply({}, { prune: true });
      expect(objects.map(({ id, action }) => `${id} ${action}`)).toEqual([
        'acme prune',
        'billing prune',
        'former prune',
      ]);
      expect((await process.clients.list()).data).toEqual([]);
      expect((await process.organizations.list()).data).toEqual([]);
      const token = { jti: 'j', epoch: row?.secrets[0]?.epoch ?? 0, kid: 'k' };
      expect(process.revocations.check(token)).toBe('denied');
      expect(await process.accepts(issued[1]?.secret ?? '', 'former')).toBe(false);
      expect((await process.apply({}, { prune: true })).objects).toEqual([]);
    });

    it('is never pruned when it was made by hand, not even if a document named it', async () => {
      await process.organizations.create(acme);
      await process.clients.register({ clientId: 'billing', name: 'x', scopes: [], organizationId: 'acme' });
      const { objects } = await process.apply(documentOf());
      expect(objects.map(({ notes }) => notes)).toEqual([
        ['was made by hand and is never pruned'],
        ['was made by hand and is never pruned'],
      ]);
      expect((await process.apply({}, { prune: true })).changes).toBe(false);
      expect(await process.clients.find('billing')).not.toBeNull();
    });

    it('is not pruned when it was deleted and made anew by hand under the same name', async () => {
      await process.apply(both);
      await process.clients.delete('former');
      await process.clients.register({ clientId: 'former', name: 'x', scopes: [] });
      await process.apply(documentOf(), { prune: true });
      expect(await process.clients.find('former')).not.toBeNull();
    });

    it('keeps an organization to which clients made by hand belong', async () => {
      await process.apply(documentOf());
      await process.clients.register({ clientId: 'by-hand', name: 'x', scopes: [], organizationId: 'acme' });
      const { objects } = await process.apply({}, { prune: true });
      expect(objects.map(({ id, action }) => `${id} ${action}`)).toEqual(['acme leave', 'billing prune']);
      expect(objects[0]?.notes).toEqual([expect.stringContaining('kept')]);
    });
  });
});

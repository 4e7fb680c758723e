import {
  acme,
  billing,
  configurationProblemsOf,
  documentOf,
  fromEnvironment,
  startConfigured,
  type ConfiguredProcess,
} from '../../../../../test/support/configuration.js';

const DAY_MS = 86_400_000;
const OLD = 'given by the environment, and long enough';
const NEW = 'another one, which is given in its place';

describe('the secrets of a configuration document', () => {
  let process: ConfiguredProcess;
  beforeEach(async () => {
    process = await startConfigured();
  });

  it('that it gives anew are stored beside the old ones, which stop a day later', async () => {
    await process.apply(documentOf({ secret: fromEnvironment(OLD) }));
    const client = await process.clientOf(documentOf({ secret: fromEnvironment(NEW) }));
    expect(client).toMatchObject({
      changed: ['secrets'],
      secrets: [
        { action: 'store', hint: 'lace' },
        { action: 'retire', hint: 'ough' },
      ],
    });
    expect([await process.accepts(OLD), await process.accepts(NEW)]).toEqual([true, true]);
    process.clock.advance(DAY_MS);
    expect([await process.accepts(OLD), await process.accepts(NEW)]).toEqual([false, true]);
  });

  it('that come back before they stopped go on', async () => {
    await process.apply(documentOf({ secret: fromEnvironment(OLD) }));
    await process.apply(documentOf({ secret: fromEnvironment(NEW) }));
    const client = await process.clientOf(documentOf({ secret: fromEnvironment(OLD) }));
    expect(client?.secrets.map(({ action }) => action)).toEqual(['retire', 'restore']);
    process.clock.advance(DAY_MS);
    expect([await process.accepts(OLD), await process.accepts(NEW)]).toEqual([true, false]);
  });

  it('that were removed by hand, or have expired, do not come back', async () => {
    const given = documentOf({ secrets: [fromEnvironment(OLD), fromEnvironment(NEW)] });
    await process.apply(given);
    const secrets = (await process.clients.find('billing'))?.secrets ?? [];
    const [first, second] = ['ough', 'lace'].map((hint) => secrets.find((secret) => secret.hint === hint));
    await process.secrets.remove('billing', first?.id ?? '');
    const row = second?.id ?? '';
    await process.persistence.transaction((tx) =>
      tx.clients.updateSecret(row, { expiresAt: new Date(process.clock.now() - 1) }),
    );
    const client = await process.clientOf(given);
    expect(client).toMatchObject({ action: 'unchanged' });
    expect(client?.notes).toEqual([
      expect.stringMatching(/clients\[0\]\.secrets\[1\] back: it has expired/),
      expect.stringMatching(/clients\[0\]\.secrets\[0\] back: it was removed/),
    ]);
    expect([await process.accepts(OLD), await process.accepts(NEW)]).toEqual([false, false]);
  });

  it('made by hand are left alone', async () => {
    await process.apply(documentOf({ secret: fromEnvironment(OLD) }));
    const { clientSecret = '' } = await process.secrets.add('billing');
    await process.apply(documentOf({ secret: fromEnvironment(NEW) }));
    process.clock.advance(DAY_MS);
    expect(await process.accepts(clientSecret)).toBe(true);
  });

  it('are left alone when it gives none any more', async () => {
    await process.apply(documentOf({ secret: fromEnvironment(OLD) }));
    expect((await process.apply(documentOf())).changes).toBe(false);
    expect(await process.accepts(OLD)).toBe(true);
  });

  it('that a server of ours has generated may come from it, and are stored as digests', async () => {
    const { issued } = await process.apply(documentOf());
    const generated = issued[0]?.secret ?? '';
    const elsewhere = await startConfigured();
    await elsewhere.configuration.apply(documentOf({ secret: fromEnvironment(generated) }));
    const row = await elsewhere.persistence.clients.findForAuthentication('billing');
    expect(row?.secrets[0]?.hash).toMatch(/^sha256:/);
    expect(await elsewhere.clients.authenticate('billing', generated)).toBeTruthy();
    expect((await process.apply(documentOf({ secret: fromEnvironment(generated) }))).changes).toBe(false);
  });

  it('shorter than 32 characters are taken with a warning, and never shown in part', async () => {
    const { warnings } = await process.apply(documentOf({ clientSecret: 'short' }));
    expect(warnings.map(({ path }) => path)).toEqual(['clients[0].clientSecret', 'clients[0].clientSecret']);
    expect((await process.clients.find('billing'))?.secrets[0]?.hint).toBeNull();
    expect(await process.accepts('short')).toBe(true);
    // Nothing tells two such secrets apart, so the first cannot stay beside the second.
    const client = await process.clientOf(documentOf({ clientSecret: 'other' }));
    expect(client?.secrets.map(({ action }) => action)).toEqual(['store', 'end']);
    expect([await process.accepts('short'), await process.accepts('other')]).toEqual([false, true]);
  });

  it('are not put over one made by hand that could not be told from it', async () => {
    await process.organizations.create(acme);
    await process.clients.register({
      ...billing({ organization: undefined }),
      name: 'x',
      organizationId: 'acme',
      clientSecret: OLD,
    });
    const alike = `another-secret-of-the-tests-23571113-${OLD.slice(-4)}`;
    expect(
      await configurationProblemsOf(process.apply(documentOf({ secret: fromEnvironment(alike) }))),
    ).toEqual([
      'clients[0].secret cannot be told from a live secret that was made by hand; remove that one first',
    ]);
    expect(await process.accepts(OLD)).toBe(true);
  });

  it('are rotated when that is asked for: a new one beside the others, which stop a day later', async () => {
    const first = (await process.apply(documentOf({}, { clientId: 'given', secret: fromEnvironment(OLD) })))
      .issued[0];
    const { issued, objects } = await process.apply(
      documentOf({}, { clientId: 'given', secret: fromEnvironment(OLD) }),
      { rotate: true },
    );
    expect(issued.map(({ id }) => id)).toEqual(['billing']);
    expect(objects[2]).toMatchObject({
      action: 'unchanged',
      notes: [expect.stringContaining('not rotated')],
    });
    expect([
      await process.accepts(first?.secret ?? ''),
      await process.accepts(issued[0]?.secret ?? ''),
    ]).toEqual([true, true]);
    process.clock.advance(DAY_MS);
    expect([
      await process.accepts(first?.secret ?? ''),
      await process.accepts(issued[0]?.secret ?? ''),
    ]).toEqual([false, true]);
  });

  it('rotated do not enable a disabled client (E-61)', async () => {
    await process.apply(documentOf());
    await process.clients.deactivate('billing');
    await process.apply(documentOf(), { rotate: true });
    expect((await process.clients.find('billing'))?.isActive).toBe(false);
  });

  it('are refused rather than made a sixth time', async () => {
    await process.apply(documentOf());
    for (let n = 0; n < 4; n += 1) await process.apply(documentOf(), { rotate: true });
    expect(await configurationProblemsOf(process.apply(documentOf(), { rotate: true }))).toEqual([
      'clients[0] would have more than 5 live secrets; remove one first',
    ]);
  });

  it('are not generated where nobody would see them', async () => {
    const options = { generateSecrets: false };
    expect(await configurationProblemsOf(process.apply(documentOf(), options))).toEqual([
      expect.stringMatching(/^clients\[0\] needs a secret/),
    ]);
    await process.apply(documentOf({ secret: fromEnvironment(OLD) }), options);
    expect((await process.apply(documentOf(), options)).changes).toBe(false);
  });
});

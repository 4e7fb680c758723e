import { GRID_STEP_MS } from '../throttling/failure-grid.js';
import { startProcess, type TestProcess } from '../../../../../test/support/domain.js';
import { InvalidInputError, NotFoundError } from '../errors.js';
import { DuplicateError } from '../stores/persistence-errors.js';

const REGISTRATION = { clientId: 'billing', name: 'Billing', scopes: ['reports:read'] };
const SUPPLIED = 'chosen by a person, and long enough';

describe('the life of a client', () => {
  let process: TestProcess;
  beforeEach(async () => {
    process = await startProcess();
  });
  const problemsOf = async (work: Promise<unknown>): Promise<readonly string[]> => {
    const error: unknown = await work.catch((thrown: unknown) => thrown);
    if (!(error instanceof InvalidInputError)) throw error;
    return error.problems;
  };
  const epochOf = async (clientId: string): Promise<number> => {
    const row = await process.persistence.clients.findForAuthentication(clientId);
    return row?.secrets[0]?.epoch ?? Number.NaN;
  };

  it('shows a secret that the server made once, and never a hash, an epoch or a row id', async () => {
    const registered = await process.clients.register(REGISTRATION);
    expect(registered.clientSecret).toEqual(expect.any(String));
    const shown = JSON.stringify([
      await process.clients.find('billing'),
      await process.clients.list(),
      await process.clients.update('billing', { name: 'Other' }),
    ]);
    expect(shown).not.toContain(registered.clientSecret);
    expect(shown).not.toMatch(/hash|sha256|epoch|clientSecret/);
    expect(await process.clients.find('billing')).not.toHaveProperty('id');
  });

  it('does not repeat a secret that the caller supplied', async () => {
    const registered = await process.clients.register({ ...REGISTRATION, clientSecret: SUPPLIED });
    expect(JSON.stringify(registered)).not.toContain(SUPPLIED);
    expect(registered.secrets[0]?.hint).toBe('ough');
    expect(await process.clients.authenticate('billing', SUPPLIED)).toMatchObject({ clientId: 'billing' });
  });

  it('makes a clientId where none is given, and takes lists as sets', async () => {
    const made = await process.clients.register({
      name: 'Made',
      scopes: ['a', 'b', 'a'],
      audiences: ['x', 'x'],
      grantTypes: ['client_credentials', 'client_credentials'],
    });
    expect(made.clientId).toMatch(/^client_[0-9a-f-]{36}$/);
    expect(made).toMatchObject({ scopes: ['a', 'b'], audiences: ['x'], grantTypes: ['client_credentials'] });
  });

  it('takes lists as sets when they are changed, too: a token never says a scope or an audience twice', async () => {
    await process.clients.register(REGISTRATION);
    const changed = await process.clients.update('billing', { scopes: ['a', 'a'], audiences: ['x', 'x'] });
    expect(changed).toMatchObject({ scopes: ['a'], audiences: ['x'] });
  });

  it('tells every problem at once, of the secret and of the client', async () => {
    const bad = { ...REGISTRATION, name: '', scopes: ['a b'], clientSecret: 'short' };
    expect((await problemsOf(process.clients.register(bad))).map((problem) => problem.split(' ')[0])).toEqual(
      ['name', 'scopes', 'clientSecret'],
    );
  });

  it('says what a registration must have, to host code without types', async () => {
    const untyped = { clientId: 'x' } as unknown as Parameters<typeof process.clients.register>[0];
    expect(await problemsOf(process.clients.register(untyped))).toEqual([
      'name is required',
      'scopes is required',
    ]);
  });

  it('refuses a taken clientId, also when two register it at once, and an organization that does not exist', async () => {
    const results = await Promise.allSettled([
      process.clients.register(REGISTRATION),
      process.clients.register(REGISTRATION),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(process.clients.register(REGISTRATION)).rejects.toBeInstanceOf(DuplicateError);
    const elsewhere = { name: 'X', scopes: [], organizationId: 'nowhere' };
    expect(await problemsOf(process.clients.register(elsewhere))).toEqual([
      'organizationId names no organization',
    ]);
    expect(await problemsOf(process.clients.update('billing', { organizationId: 'nowhere' }))).toHaveLength(
      1,
    );
  });

  it('leaves out what an update leaves out, and clears what it sets to null', async () => {
    await process.clients.register({ ...REGISTRATION, description: 'old', accessTokenTtl: 600 });
    expect(await process.clients.update('billing', { name: 'New', description: undefined })).toMatchObject({
      name: 'New',
      description: 'old',
      accessTokenTtl: 600,
    });
    expect(
      await process.clients.update('billing', { description: null, accessTokenTtl: null }),
    ).toMatchObject({
      description: null,
      accessTokenTtl: null,
    });
  });

  it('ends live tokens when it is deactivated, and revives none when it is activated again', async () => {
    await process.clients.register(REGISTRATION);
    const token = { jti: 'j', epoch: await epochOf('billing'), kid: 'k' };
    await process.clients.deactivate('billing');
    expect(process.revocations.check(token)).toBe('denied');
    await process.clients.update('billing', { isActive: true });
    expect(process.revocations.check(token)).toBe('denied');
    expect(process.revocations.check({ ...token, epoch: await epochOf('billing') })).toBe('live');
  });

  it('denies again at a repeated deactivation, by which an earlier 503 is brought to its end', async () => {
    await process.clients.register(REGISTRATION);
    await process.clients.deactivate('billing');
    const token = { jti: 'j', epoch: await epochOf('billing'), kid: 'k' };
    await process.clients.deactivate('billing');
    expect(process.revocations.check(token)).toBe('denied');
  });

  it('does not end tokens for a change that is none of their end', async () => {
    await process.clients.register(REGISTRATION);
    const epoch = await epochOf('billing');
    await process.clients.update('billing', { scopes: [], isActive: true });
    expect(await epochOf('billing')).toBe(epoch);
    expect(process.revocations.check({ jti: 'j', epoch, kid: 'k' })).toBe('live');
  });

  it('authenticates with the same refusal for an unknown client, a wrong secret and an inactive client', async () => {
    const { clientSecret = '' } = await process.clients.register(REGISTRATION);
    expect(await process.clients.authenticate('billing', clientSecret)).toMatchObject({ name: 'Billing' });
    await process.clients.deactivate('billing');
    for (const [clientId, secret] of [
      ['billing', clientSecret],
      ['nobody', clientSecret],
      ['no\0body', clientSecret],
      ['billing', SUPPLIED],
    ] as const) {
      const began = performance.now();
      await expect(process.clients.authenticate(clientId, secret)).rejects.toMatchObject({
        code: 'invalid_client',
        status: 401,
      });
      // On the grid of time; a timer may be a fraction of a millisecond early.
      expect(performance.now() - began).toBeGreaterThan(GRID_STEP_MS - 1);
    }
  });

  it('says what is not there', async () => {
    expect(await process.clients.find('nobody')).toBeNull();
    await expect(process.clients.update('nobody', {})).rejects.toBeInstanceOf(NotFoundError);
    await expect(process.clients.delete('nobody')).rejects.toBeInstanceOf(NotFoundError);
  });
});

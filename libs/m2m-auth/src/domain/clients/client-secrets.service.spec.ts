import { startProcess, type TestProcess } from '../../../../../test/support/domain.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.js';

const SUPPLIED = 'chosen by a person, and long enough';
const SAME_ENDING = 'chosen by another, and also long enough';

describe('the secrets of a client', () => {
  let process: TestProcess;
  let first: string;
  beforeEach(async () => {
    process = await startProcess();
    first = (await process.clients.register({ clientId: 'a', name: 'A', scopes: [] })).clientSecret ?? '';
  });
  const inAnHour = (): Date => new Date(process.clock.now() + 3_600_000);
  const authenticates = (secret: string): Promise<boolean> =>
    process.clients.authenticate('a', secret).then(
      () => true,
      () => false,
    );

  it('are good side by side, and each is shown once', async () => {
    const { clientSecret = '', id } = await process.secrets.add('a');
    await process.secrets.add('a', { clientSecret: SUPPLIED });
    for (const secret of [first, clientSecret, SUPPLIED]) expect(await authenticates(secret)).toBe(true);
    const listed = await process.secrets.list('a');
    expect(listed).toHaveLength(3);
    expect(listed.map((secret) => secret.id)).toContain(id);
    expect(JSON.stringify(listed)).not.toContain(clientSecret);
    expect(JSON.stringify(listed)).not.toMatch(/hash|epoch/);
  });

  it('end with their tokens when removed, and the tokens of the others live on', async () => {
    const { id, clientSecret = '' } = await process.secrets.add('a');
    const row = await process.persistence.clients.findForAuthentication('a');
    const gone = row?.secrets.find((secret) => secret.id === id);
    const kept = row?.secrets.find((secret) => secret.id !== id);
    await process.secrets.remove('a', id);
    const check = (epoch: number | undefined) =>
      process.revocations.check({ jti: 'j', epoch: epoch ?? 0, kid: 'k' });
    expect([check(gone?.epoch), check(kept?.epoch)]).toEqual(['denied', 'live']);
    expect([await authenticates(clientSecret), await authenticates(first)]).toEqual([false, true]);
    await expect(process.secrets.remove('a', id)).rejects.toBeInstanceOf(NotFoundError);
  });

  it('belong to their client: another one cannot remove them', async () => {
    await process.clients.register({ clientId: 'b', name: 'B', scopes: [] });
    const [secret] = await process.secrets.list('a');
    await expect(process.secrets.remove('b', secret?.id ?? '')).rejects.toMatchObject({ subject: 'secret' });
    expect(await authenticates(first)).toBe(true);
  });

  it('are at most five that live; expired ones do not count', async () => {
    for (let count = 2; count <= 5; count++) await process.secrets.add('a', { expiresAt: inAnHour() });
    await expect(process.secrets.add('a')).rejects.toBeInstanceOf(ConflictError);
    process.clock.advance(3_600_000);
    expect(await process.secrets.add('a')).toHaveProperty('clientSecret');
  });

  it('of people differ in their last four characters while they live', async () => {
    await process.secrets.add('a', { clientSecret: SUPPLIED, expiresAt: inAnHour() });
    await expect(process.secrets.add('a', { clientSecret: SAME_ENDING })).rejects.toBeInstanceOf(
      ConflictError,
    );
    process.clock.advance(3_600_000);
    await process.secrets.add('a', { clientSecret: SAME_ENDING });
    expect(await authenticates(SAME_ENDING)).toBe(true);
  });

  it('stop at their deadline, by the millisecond', async () => {
    const { clientSecret = '' } = await process.secrets.add('a', { expiresAt: inAnHour() });
    process.clock.wall += 3_600_000 - 1;
    expect(await authenticates(clientSecret)).toBe(true);
    process.clock.wall += 1;
    expect(await authenticates(clientSecret)).toBe(false);
  });

  it.each([
    ['a deadline that has passed', () => ({ expiresAt: new Date(process.clock.now()) })],
    ['a deadline that is none', () => ({ expiresAt: new Date(Number.NaN) })],
    ['a short secret', () => ({ clientSecret: 'short' })],
    ['a null secret', () => ({ clientSecret: null as unknown as string })],
  ])('are refused with %s', async (_what, input) => {
    await expect(process.secrets.add('a', input())).rejects.toBeInstanceOf(InvalidInputError);
  });

  it('need a client', async () => {
    await expect(process.secrets.add('nobody')).rejects.toMatchObject({ subject: 'client' });
    await expect(process.secrets.list('nobody')).rejects.toMatchObject({ subject: 'client' });
    await expect(process.secrets.remove('nobody', 'x')).rejects.toMatchObject({ subject: 'client' });
  });
});

describe('a better hash of a secret', () => {
  it('is stored, unless the secret is gone or another live one ends in the same four characters', async () => {
    const process = await startProcess();
    await process.clients.register({ clientId: 'a', name: 'A', scopes: [], clientSecret: SUPPLIED });
    const stored = async () => (await process.persistence.clients.findForAuthentication('a'))?.secrets ?? [];
    const [secret] = await stored();
    const id = secret?.id ?? '';
    process.clock.advance(1);
    const other = await process.secrets.add('a', { clientSecret: `${SUPPLIED}, of another` });
    await process.rehashes.write('a', id, 'better', 'ough');
    expect((await stored())[0]).toMatchObject({ hash: 'better', hint: 'ough', epoch: secret?.epoch });
    await process.rehashes.write('a', id, 'clash', 'ther');
    expect((await stored())[0]).toMatchObject({ hash: 'better' });
    await process.secrets.remove('a', other.id);
    await process.rehashes.write('a', other.id, 'late', 'x');
    await process.rehashes.write('nobody', id, 'late', 'x');
    expect(await stored()).toMatchObject([{ hash: 'better' }]);
  });
});

import { QUIET_MS, startProcess, type TestProcess } from '../../../../../test/support/domain.js';
import { ConflictError, InvalidInputError } from '../errors.js';
import type { ClientSecretStatus } from './client-view.js';

const HOUR_MS = 3_600_000;
const SUPPLIED = 'chosen by a person, and long enough';

describe('the rotation of secrets', () => {
  let process: TestProcess;
  let first: { id: string; clientSecret: string };
  beforeEach(async () => {
    process = await startProcess();
    const { clientSecret = '', secrets } = await process.clients.register({
      clientId: 'a',
      name: 'A',
      scopes: [],
    });
    first = { id: secrets[0]?.id ?? '', clientSecret };
    process.clock.advance(1);
  });
  const inHours = (hours: number): Date => new Date(process.clock.now() + hours * HOUR_MS);
  const authenticates = (secret: string | undefined): Promise<boolean> =>
    process.clients.authenticate('a', secret ?? '').then(
      () => true,
      () => false,
    );
  const deadlines = async (): Promise<(Date | null)[]> =>
    (await process.secrets.list('a')).map(({ expiresAt }) => expiresAt);
  const status = async (id: string): Promise<ClientSecretStatus | undefined> =>
    (await process.secrets.list('a')).find((secret) => secret.id === id);
  const committed = async (): Promise<number> =>
    (await process.persistence.revocations.changesAfter(0)).committed;
  const check = async (id: string): Promise<string> => {
    const row = await process.persistence.clients.findForAuthentication('a');
    const epoch = row?.secrets.find((secret) => secret.id === id)?.epoch ?? 0;
    return process.revocations.check({ jti: 'j', epoch, kid: 'k' });
  };

  describe('with a deadline for the others', () => {
    it('gives it to every live one, except to those that end earlier, and not to the new one', async () => {
      const [early, deadline, late] = [inHours(1), inHours(5), inHours(9)];
      for (const expiresAt of [early, late]) {
        await process.secrets.add('a', { expiresAt });
        process.clock.advance(1);
      }
      const added = await process.secrets.add('a', { retireOthersAt: deadline });
      expect(added.expiresAt).toBeNull();
      expect(await deadlines()).toEqual([deadline, early, deadline, null]);
    });

    it('leaves one alone that has expired already', async () => {
      const gone = inHours(1);
      await process.secrets.add('a', { expiresAt: gone });
      process.clock.advance(2 * HOUR_MS);
      await process.secrets.add('a', { retireOthersAt: inHours(5) });
      expect((await deadlines())[1]).toEqual(gone);
    });

    it('stops the old secret then and not before, and lets its tokens live on (RFC 6749 §4.4.3)', async () => {
      const { clientSecret } = await process.secrets.add('a', { retireOthersAt: inHours(1) });
      process.clock.wall += HOUR_MS - 1;
      expect([await authenticates(first.clientSecret), await authenticates(clientSecret)]).toEqual([
        true,
        true,
      ]);
      process.clock.wall += 1;
      expect([await authenticates(first.clientSecret), await authenticates(clientSecret)]).toEqual([
        false,
        true,
      ]);
      expect(await check(first.id)).toBe('live');
      const epoch = (await process.persistence.clients.findForAuthentication('a'))?.secrets[0]?.epoch ?? 0;
      await process.secrets.remove('a', first.id);
      expect(await process.revocations.check({ jti: 'j', epoch, kid: 'k' })).toBe('denied');
    });

    it('ends a supplied secret that was verified a moment ago, whatever is remembered of it', async () => {
      await process.secrets.add('a', { clientSecret: SUPPLIED });
      expect(await authenticates(SUPPLIED)).toBe(true);
      await process.secrets.add('a', { retireOthersAt: new Date(process.clock.now() + 1_000) });
      expect(await authenticates(SUPPLIED)).toBe(true);
      process.clock.advance(1_000);
      expect(await authenticates(SUPPLIED)).toBe(false);
    });

    it('is all or nothing: a refused secret moves no deadline', async () => {
      for (let count = 2; count <= 5; count += 1) await process.secrets.add('a');
      await expect(process.secrets.add('a', { retireOthersAt: inHours(1) })).rejects.toBeInstanceOf(
        ConflictError,
      );
      expect(await deadlines()).toEqual([null, null, null, null, null]);
    });

    it.each([
      ['in the past', () => ({ retireOthersAt: inHours(-1) })],
      ['that is none', () => ({ retireOthersAt: new Date(Number.NaN) })],
      ['that is no date', () => ({ retireOthersAt: 'tomorrow' as unknown as Date })],
      ['after the new one has expired', () => ({ retireOthersAt: inHours(2), expiresAt: inHours(1) })],
      ['at which the new one expires too', () => ({ retireOthersAt: inHours(1), expiresAt: inHours(1) })],
    ])('is refused with one %s', async (_what, input) => {
      await expect(process.secrets.add('a', input())).rejects.toThrow(/^retireOthersAt/);
      expect(await deadlines()).toEqual([null]);
    });
  });

  describe('can be taken back', () => {
    it('until the deadline: the secret then has none, or another', async () => {
      await process.secrets.add('a', { retireOthersAt: inHours(1) });
      expect((await process.secrets.update('a', first.id, { expiresAt: inHours(2) })).expiresAt).toEqual(
        inHours(2),
      );
      expect((await process.secrets.update('a', first.id, { expiresAt: null })).expiresAt).toBeNull();
      process.clock.advance(3 * HOUR_MS);
      expect(await authenticates(first.clientSecret)).toBe(true);
    });

    it('not afterwards: what has expired stays so', async () => {
      await process.secrets.add('a', { retireOthersAt: inHours(1) });
      process.clock.advance(HOUR_MS);
      await expect(process.secrets.update('a', first.id, { expiresAt: null })).rejects.toBeInstanceOf(
        ConflictError,
      );
      expect(await authenticates(first.clientSecret)).toBe(false);
    });

    it('and only so: removing the new secret moves no deadline of the others', async () => {
      const { id } = await process.secrets.add('a', { retireOthersAt: inHours(1) });
      await process.secrets.remove('a', id);
      expect(await deadlines()).toEqual([inHours(1)]);
    });

    it.each([
      ['nothing', {} as never],
      ['a moment that has passed', { expiresAt: new Date(0) }],
      ['what is no date', { expiresAt: true as unknown as Date }],
      ['a date that is none', { expiresAt: new Date(Number.NaN) }],
    ])('is refused with %s', async (_what, changes) => {
      await expect(process.secrets.update('a', first.id, changes)).rejects.toBeInstanceOf(InvalidInputError);
    });

    it('by nobody for a secret or a client that is not there', async () => {
      await process.clients.register({ clientId: 'b', name: 'B', scopes: [] });
      const taken = { expiresAt: null };
      await expect(process.secrets.update('b', first.id, taken)).rejects.toMatchObject({ subject: 'secret' });
      await expect(process.secrets.update('x', first.id, taken)).rejects.toMatchObject({ subject: 'client' });
    });
  });

  describe('shows', () => {
    const rest = async (): Promise<void> => {
      await process.uses.tend();
      process.clock.advance(QUIET_MS);
      // The change loop was not read for that long.
      await process.loop.pass();
    };

    it('when each secret was last used, without a change that would drop anybody’s cache', async () => {
      expect(await authenticates(first.clientSecret)).toBe(true);
      const before = await committed();
      const cached = process.cache.find('a');
      const usedAt = process.clock.now();
      process.clock.advance(250);
      await process.uses.tend();
      expect((await status(first.id))?.lastUsedAt).toEqual(new Date(usedAt));
      expect(await committed()).toBe(before);
      expect(process.cache.find('a')).toBe(cached);
    });

    it('that the old one can go, when the client uses the new one and has long not used the old', async () => {
      await authenticates(first.clientSecret);
      const { id, clientSecret } = await process.secrets.add('a');
      const safe = async (): Promise<(boolean | undefined)[]> => [
        (await status(first.id))?.safeToRetire,
        (await status(id))?.safeToRetire,
      ];
      expect(await safe()).toEqual([false, false]);
      await rest();
      expect(await safe()).toEqual([false, false]);
      await authenticates(clientSecret);
      await process.uses.tend();
      expect(await safe()).toEqual([true, false]);
      await authenticates(first.clientSecret);
      await process.uses.tend();
      expect((await safe())[0]).toBe(false);
    });
  });

  it('keeps at most a hundred expired secrets, and their tokens alive', async () => {
    for (let count = 0; count < 100; count += 1) {
      await process.secrets.add('a', { expiresAt: inHours(1) });
      if (count % 4 === 3) process.clock.advance(HOUR_MS);
    }
    await expect(process.secrets.add('a')).rejects.toThrow('have expired lately');
    const [, expired] = await process.secrets.list('a');
    await process.secrets.remove('a', expired?.id ?? '');
    expect(await process.secrets.add('a')).toHaveProperty('clientSecret');
  });
});

import { LONGEST_TOKEN, TestClock } from '../../../../../test/support/domain.js';
import { startKeyProcess, type KeyProcess } from '../../../../../test/support/managed-keys.js';
import { MemoryPersistence, memoryState } from '../../storage/memory/index.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.js';
import { SigningKeysService } from './signing-keys.service.js';

describe('the service of signing keys', () => {
  let clock: TestClock;
  let persistence: MemoryPersistence;
  let node: KeyProcess;
  beforeEach(async () => {
    clock = new TestClock();
    persistence = new MemoryPersistence(clock);
    node = await startKeyProcess({ clock, persistence });
  });
  const identity = (kid: string) => ({ jti: 'j', epoch: 1, kid });
  const pendingKid = async (): Promise<string | undefined> =>
    (await persistence.signingKeys.list()).find(({ state }) => state === 'pending')?.kid;

  it('activates the next key at once when it was published for six minutes', async () => {
    clock.advance(360_000);
    const ahead = await pendingKid();
    expect(await node.service.rotate()).toMatchObject({ kid: ahead, state: 'active' });
    expect(node.ring.signer.kid).toBe(ahead);
  });

  it('says when it will, while the next key is too new, and does so at that moment', async () => {
    clock.advance(60_000);
    const next = await node.service.rotate();
    expect(next).toMatchObject({ state: 'pending', activatesAt: new Date(clock.now() + 300_000) });
    clock.advance(299_999);
    await node.pass();
    expect(node.ring.signer.kid).not.toBe(next.kid);
    clock.advance(1);
    await node.pass();
    expect(node.ring.signer.kid).toBe(next.kid);
  });

  it('makes one rotation of calls that mean the same, and tells the later ones what became of it', async () => {
    clock.advance(360_000);
    const replacing = node.ring.signer.kid;
    const first = await node.service.rotate({ replacing });
    clock.advance(360_000);
    expect(await node.service.rotate({ replacing })).toEqual(first);
    const transaction = jest.spyOn(persistence, 'transaction');
    const rotated = await Promise.all(Array.from({ length: 50 }, () => node.service.rotate()));
    expect(new Set(rotated.map(({ kid }) => kid)).size).toBe(1);
    expect(transaction).toHaveBeenCalledTimes(1);
  });

  it('shows no private half, sealed or not', async () => {
    clock.advance(360_000);
    const shown = [await node.service.rotate(), ...(await node.service.list()).data];
    expect(JSON.stringify(shown)).not.toMatch(/sealed|aes-256|"d"/);
  });

  it('denies a revoked key until the last token that it could have signed is dead', async () => {
    const { kid } = node.ring.signer;
    await node.service.revoke(kid);
    const [denial] = (await persistence.revocations.snapshotDenials()).denials;
    const { maxLifetimeSeconds, clockSkewSeconds } = LONGEST_TOKEN;
    const death = new Date(clock.now() + (maxLifetimeSeconds + clockSkewSeconds) * 1_000);
    expect(denial).toMatchObject({ kind: 'kid', id: kid, expiresAt: death });
    expect(await node.revocations.check(identity(kid))).toBe('denied');
    expect(await node.ring.find(kid)).toBeUndefined();
    expect(node.ring.signer.kid).not.toBe(kid);
  });

  it('commits the end of a key that could not be projected, says so, and projects it when asked again', async () => {
    const state = memoryState(clock);
    const other = await startKeyProcess({ clock, persistence, state });
    const { kid } = other.ring.signer;
    jest.spyOn(state.projection, 'project').mockRejectedValueOnce(new Error('no store'));
    await expect(other.service.revoke(kid)).rejects.toThrow('no store');
    expect(await persistence.revocations.isDenied(identity(kid))).toBe(true);
    expect(other.ring.signer.kid).not.toBe(kid);
    await other.service.revoke(kid);
    expect(await other.revocations.check(identity(kid))).toBe('denied');
  });

  it('revokes the active key of an algorithm that this process does not sign with, and replaces it', async () => {
    const edDSA = await startKeyProcess({ clock, persistence, algorithm: 'EdDSA' });
    await edDSA.service.revoke(node.ring.signer.kid);
    const keys = await persistence.signingKeys.list();
    expect(keys.filter(({ algorithm, state }) => algorithm === 'ES256' && state === 'active')).toHaveLength(
      1,
    );
    await node.pass();
    expect(node.ring.signer.algorithm).toBe('ES256');
  });

  describe('of an algorithm that nobody signs with any more', () => {
    const ES256 = async (): Promise<string[]> =>
      (await persistence.signingKeys.list()).flatMap(({ algorithm, state }) =>
        algorithm === 'ES256' ? [state] : [],
      );

    it('ends the pending key and then the active one, and puts nothing in their place', async () => {
      const pending = (await pendingKid()) ?? '';
      const edDSA = await startKeyProcess({ clock, persistence, algorithm: 'EdDSA' });
      await edDSA.service.revoke(pending);
      expect(await ES256()).toEqual(['active']);
      await edDSA.service.revoke(node.ring.signer.kid);
      expect(await ES256()).toEqual([]);
      await edDSA.pass();
      expect(await ES256()).toEqual([]);
      expect(edDSA.ring.signer.algorithm).toBe('EdDSA');
    });

    it('makes new ones in a process that does sign with it after all', async () => {
      const pending = (await pendingKid()) ?? '';
      const edDSA = await startKeyProcess({ clock, persistence, algorithm: 'EdDSA' });
      const { kid } = node.ring.signer;
      await edDSA.service.revoke(pending);
      await edDSA.service.revoke(kid);
      await node.ring.reload();
      expect(() => node.ring.signer).toThrow(expect.objectContaining({ status: 503 }));
      await node.pass();
      expect(node.ring.signer.algorithm).toBe('ES256');
      expect(node.ring.signer.kid).not.toBe(kid);
      expect((await ES256()).sort()).toEqual(['active', 'pending']);
    });
  });

  it.each(['nobody', '', 'a\0b', undefined as unknown as string])('knows no key %j', async (kid) => {
    await expect(node.service.revoke(kid)).rejects.toThrow(NotFoundError);
  });

  it('refuses a cursor that is none', async () => {
    await expect(node.service.list({ cursor: 'x' })).rejects.toThrow(InvalidInputError);
  });

  it('manages nothing where the key is given by configuration', async () => {
    const none = new SigningKeysService(null);
    expect(await none.list()).toEqual({ data: [], nextCursor: null });
    await expect(none.rotate()).rejects.toThrow(ConflictError);
    await expect(none.revoke('any')).rejects.toThrow(ConflictError);
  });
});

import { heldBack, startProcess, TestClock, type TestProcess } from '../../../../../test/support/domain.js';
import { MemoryPersistence } from '../../storage/memory/index.js';
import type { RevocationVerdict } from '../../oauth/ports/revocation-check.js';
import type { ClientWithSecrets } from '../clients/client.js';

/** Counterexamples of the revocation protocol that live in this folder: each fails when its protection is taken out. */
describe('the cache of clients and revocation', () => {
  let clock: TestClock;
  let persistence: MemoryPersistence;
  /** Holds the next answer back after its SELECT has read the row. */
  let hold: { promise: Promise<void> } | undefined;
  let issuer: TestProcess;

  beforeEach(async () => {
    clock = new TestClock();
    persistence = new MemoryPersistence(clock);
    hold = undefined;
    const findForAuthentication = async (clientId: string): Promise<ClientWithSecrets | null> => {
      const held = hold;
      hold = undefined;
      const row = await persistence.clients.findForAuthentication(clientId);
      await held?.promise;
      return row;
    };
    issuer = await startProcess({ clock, persistence, clientReader: { findForAuthentication } });
  });

  /** The epoch that a token issued now would carry; undefined when no secret would be accepted. */
  const issuedEpoch = async (process: TestProcess, secret: string): Promise<number | undefined> => {
    const presented = { clientId: 'a', secret, method: null };
    return (await process.authenticator.authenticate(presented, 'test'))?.secret.epoch;
  };
  const verdictOn = (epoch = Number.NaN): RevocationVerdict | Promise<RevocationVerdict> =>
    issuer.revocations.check({ jti: 'j', epoch, kid: 'k' });
  const register = async (process = issuer): Promise<string> =>
    (await process.clients.register({ clientId: 'a', name: 'A', scopes: [] })).clientSecret ?? '';

  it('cache fill: a row read before a revocation is not kept after it, so its epoch is never issued again', async () => {
    const secret = await register();
    const released = heldBack<void>();
    hold = released;
    const early = issuedEpoch(issuer, secret);
    await issuer.revocation.revokeAllTokens('a');
    released.release();
    expect(verdictOn(await early)).toBe('denied');
    // Much later the denial is purged: an old epoch issued from the cache would then be accepted.
    const later = await issuedEpoch(issuer, secret);
    expect(later).not.toBe(await early);
    expect(verdictOn(later)).toBe('live');
  });

  it('cache fill: the same when the revocation was committed by another process', async () => {
    const secret = await register();
    const other = await startProcess({ clock, persistence });
    const released = heldBack<void>();
    hold = released;
    const early = issuedEpoch(issuer, secret);
    await other.revocation.revokeAllTokens('a');
    await issuer.loop.pass();
    released.release();
    const stale = await early;
    expect(await issuedEpoch(issuer, secret)).not.toBe(stale);
    expect(verdictOn(stale)).toBe('denied');
  });

  it('changes table: a deleted secret dies in a process that no message reaches, by its next read', async () => {
    const secret = await register();
    expect(await issuedEpoch(issuer, secret)).toBeDefined();
    // Another process with shared state of its own: nothing it announces is heard here.
    const other = await startProcess({ clock, persistence });
    const [listed] = await other.secrets.list('a');
    await other.secrets.remove('a', listed?.id ?? '');
    await issuer.loop.pass();
    expect(await issuedEpoch(issuer, secret)).toBeUndefined();
  });

  it('changes table: a client that is deactivated elsewhere is inactive here, and one registered elsewhere is known', async () => {
    expect(await issuedEpoch(issuer, 'x'.repeat(32))).toBeUndefined();
    const other = await startProcess({ clock, persistence });
    const secret = await register(other);
    await issuer.loop.pass();
    expect(await issuedEpoch(issuer, secret)).toBeDefined();
    await other.clients.deactivate('a');
    await issuer.loop.pass();
    expect(await issuedEpoch(issuer, secret)).toBeUndefined();
  });

  it('per-client counters: a client deleted and made anew revives no token of its namesake', async () => {
    const first = await issuedEpoch(issuer, await register());
    await issuer.clients.delete('a');
    const second = await issuedEpoch(issuer, await register());
    expect(second).not.toBe(first);
    expect([verdictOn(first), verdictOn(second)]).toEqual(['denied', 'live']);
  });

  it('clocks: what is issued in the same millisecond after a revocation is good, what was issued before it is not', async () => {
    const secret = await register();
    const before = await issuedEpoch(issuer, secret);
    await issuer.revocation.revokeAllTokens('a');
    const after = await issuedEpoch(issuer, secret);
    expect([verdictOn(before), verdictOn(after)]).toEqual(['denied', 'live']);
  });

  it('staleness: 5 s without a read of the changes, by the steady clock, and rows are read from the truth', async () => {
    const secret = await register();
    expect(await issuedEpoch(issuer, secret)).toBeDefined();
    const other = await startProcess({ clock, persistence });
    await other.clients.delete('a');
    clock.wall -= 10_000;
    clock.steady += 5_001;
    expect(await issuedEpoch(issuer, secret)).toBeUndefined();
  });
});

import { heldBack, TestClock } from '../../../../../test/support/domain.js';
import {
  KEY_A,
  KEY_B,
  keyProcess,
  sealing,
  startKeyProcess,
  turns,
  type KeyProcessParts,
} from '../../../../../test/support/managed-keys.js';
import { UnsealedPrivateKeyCipher } from '../../crypto/unsealed-private-key-cipher.js';
import { MemoryPersistence } from '../../storage/memory/index.js';
import type { ManagedKeyRing } from './managed-key-ring.js';
import type { StoredSigningKey } from './signing-key.js';

const EXTRA = [{ kind: 'signing-key', subject: 'any' }] as const;

describe('managed signing keys', () => {
  let clock: TestClock;
  let persistence: MemoryPersistence;
  beforeEach(() => {
    clock = new TestClock();
    persistence = new MemoryPersistence(clock);
  });

  const start = (parts: KeyProcessParts = {}) => startKeyProcess({ clock, persistence, ...parts });
  const kidsOf = (ring: ManagedKeyRing): string[] => ring.publicKeys.map(({ kid }) => kid).sort();

  it('are not there before they are loaded', async () => {
    const { ring } = await keyProcess({ clock, persistence });
    expect(() => ring.signer).toThrow('not loaded');
    expect(ring.publicKeys).toEqual([]);
  });

  it('are one that signs and one published ahead, however many processes start at once', async () => {
    const nodes = await Promise.all([start(), start(), start()]);
    expect(new Set(nodes.map(({ ring }) => ring.signer.kid)).size).toBe(1);
    const states = (await persistence.signingKeys.list()).map(({ state }) => state);
    expect(states.sort()).toEqual(['active', 'pending']);
  });

  it('are the same after a restart', async () => {
    const [first, second] = [await start(), await start()];
    expect(second.ring.signer.kid).toBe(first.ring.signer.kid);
    expect(kidsOf(second.ring)).toEqual(kidsOf(first.ring));
  });

  it('of two algorithms verify side by side: a change of algorithm adds keys and ends none', async () => {
    const old = await start();
    const renewed = await start({ algorithm: 'EdDSA' });
    expect(renewed.ring.signer.algorithm).toBe('EdDSA');
    expect(renewed.ring.find(old.ring.signer.kid)).toMatchObject({ algorithm: 'ES256' });
    await old.pass();
    await turns();
    expect(old.ring.find(renewed.ring.signer.kid)).toMatchObject({ algorithm: 'EdDSA' });
    expect(old.ring.signer.algorithm).toBe('ES256');
    expect(kidsOf(old.ring)).toEqual(kidsOf(renewed.ring));
  });

  it('hand out public halves only, for verification as for publication', async () => {
    const { ring } = await start();
    expect(await ring.find(ring.signer.kid)).toMatchObject({ key: { type: 'public' } });
    expect(JSON.stringify(ring.publicKeys)).not.toMatch(/"(d|p|q|dp|dq|qi|k)":/);
  });

  it('lie sealed in the store', async () => {
    await start();
    for (const { kid, sealedPrivateKey } of await persistence.signingKeys.list()) {
      expect(sealedPrivateKey).toMatch(/^aes-256-gcm:/);
      expect(sealing(KEY_A).open(sealedPrivateKey ?? '', kid)).toBeInstanceOf(Buffer);
    }
  });

  it.each([
    [
      'another key-encryption key',
      () => sealing(KEY_B),
      /key-encryption keys \(signing\.keyEncryptionKeys\)/,
    ],
    ['no key-encryption key', () => new UnsealedPrivateKeyCipher(), /configure the key-encryption key/],
  ])('stop the start with %s, naming the remedy and nothing secret', async (_what, cipher, remedy) => {
    await start();
    const before = await persistence.signingKeys.list();
    const error: unknown = await start({ cipher: cipher() }).catch((thrown: unknown) => thrown);
    expect(String(error)).toMatch(remedy);
    expect(String(error)).not.toMatch(new RegExp(`${KEY_A}|${KEY_B}|aes-256-gcm:`));
    expect(await persistence.signingKeys.list()).toEqual(before);
  });

  it('known so far stay in use when the store cannot be read, and are read again with the next pass', async () => {
    let down = false;
    const list = () => (down ? Promise.reject(new Error('down')) : persistence.signingKeys.list());
    const node = await start({ list });
    const { kid } = node.ring.signer;
    down = true;
    node.feed.noteOwn(EXTRA);
    await turns();
    expect(node.errors).toHaveLength(1);
    expect(node.ring.signer.kid).toBe(kid);
    expect(node.ring.find(kid)).toMatchObject({ kid });

    await (await start({ policy: { publishAheadSeconds: 0 } })).service.rotate();
    down = false;
    // No change is left to be read: only the pass knows that something was missed.
    await node.schedule.tend();
    expect(node.ring.signer.kid).not.toBe(kid);
  });

  it('that another process has just begun to use are found, though no change was read yet', async () => {
    const node = await start();
    const other = await start({ policy: { publishAheadSeconds: 0 } });
    for (let turn = 0; turn < 2; turn++) await other.service.rotate();
    const { kid } = other.ring.signer;
    expect(kidsOf(node.ring)).not.toContain(kid);
    expect(await node.ring.find(kid)).toMatchObject({ kid });
  });

  it('that are not known while the store cannot be read are no reason to refuse a token: 503, not 401', async () => {
    let down = false;
    const list = () => (down ? Promise.reject(new Error('down')) : persistence.signingKeys.list());
    const node = await start({ list });
    expect(await node.ring.find('unknown')).toBeUndefined();
    down = true;
    await expect(node.ring.find('unknown')).rejects.toMatchObject({ status: 503 });
    expect(node.ring.find(node.ring.signer.kid)).toMatchObject({ kid: node.ring.signer.kid });
  });

  it('stay in use when the store names none: that is no state it can be in', async () => {
    let empty = false;
    const list = () => (empty ? Promise.resolve([]) : persistence.signingKeys.list());
    const node = await start({ list });
    const kids = kidsOf(node.ring);
    empty = true;
    await node.ring.reload();
    expect([kidsOf(node.ring), node.ring.behind]).toEqual([kids, true]);
  });

  it('are not put back by an answer that a newer one has overtaken', async () => {
    const answers: ReturnType<typeof heldBack<readonly StoredSigningKey[]>>[] = [];
    await start();
    const before = await persistence.signingKeys.list();
    await start({ algorithm: 'EdDSA' });
    const after = await persistence.signingKeys.list();
    let starting = true;
    const list = () => {
      if (starting) return Promise.resolve(before);
      const answer = heldBack<readonly StoredSigningKey[]>();
      answers.push(answer);
      return answer.promise;
    };
    const { ring, feed } = await start({ list });
    starting = false;
    for (let change = 0; change < 2; change++) feed.noteOwn(EXTRA);
    answers[1]?.release(after);
    await turns();
    answers[0]?.release(before);
    await turns();
    expect(ring.publicKeys).toHaveLength(4);
  });

  it('that this process cannot open it still verifies and publishes, and signs with its own meanwhile', async () => {
    const node = await start();
    const own = node.ring.signer.kid;
    const other = await start({ cipher: sealing(KEY_B, KEY_A), policy: { publishAheadSeconds: 0 } });
    // Twice: the first of them signs with a key that was resealed, the second with one that this process never had.
    await other.service.rotate();
    await other.service.rotate();
    await node.pass();
    await turns();
    expect(node.errors.length).toBeGreaterThan(0);
    expect(kidsOf(node.ring)).toEqual(kidsOf(other.ring));
    expect(node.ring.signer.kid).toBe(own);
  });

  it('that this process signs with but nobody trusts any more are not used (503)', async () => {
    const node = await start();
    const other = await start({ cipher: sealing(KEY_B, KEY_A) });
    await other.service.revoke(node.ring.signer.kid);
    await node.pass();
    await turns();
    expect(() => node.ring.signer).toThrow(expect.objectContaining({ status: 503 }));
  });
});

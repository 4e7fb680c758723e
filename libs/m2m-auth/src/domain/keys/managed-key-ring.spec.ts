import { heldBack, TestClock } from '../../../../../test/support/domain.js';
import { AesGcmPrivateKeyCipher } from '../../crypto/aes-gcm-private-key-cipher.js';
import { LocalSignerFactory } from '../../crypto/local-signer-factory.js';
import { systemRandom } from '../../crypto/system-random.js';
import { UnsealedPrivateKeyCipher } from '../../crypto/unsealed-private-key-cipher.js';
import type { AsymmetricAlgorithm } from '../../oauth/signing-algorithm.js';
import { MemoryPersistence } from '../../storage/memory/index.js';
import { ChangeFeed } from '../changes/change-feed.js';
import type { SigningKeyReader } from '../persistence/persistence.js';
import { ManagedKeyRing } from './managed-key-ring.js';
import type { PrivateKeyCipher } from './private-key-cipher.js';
import type { StoredSigningKey } from './signing-key.js';

const KEY_A = 'a'.repeat(32);
const KEY_B = 'b'.repeat(32);
const sealing = (...keys: string[]) => new AesGcmPrivateKeyCipher(keys, systemRandom);

describe('managed signing keys', () => {
  let persistence: MemoryPersistence;
  let errors: unknown[];
  beforeEach(() => {
    persistence = new MemoryPersistence(new TestClock());
    errors = [];
  });

  const ringOn = (
    algorithm: AsymmetricAlgorithm = 'ES256',
    cipher: PrivateKeyCipher = sealing(KEY_A),
    signingKeys: SigningKeyReader = persistence.signingKeys,
  ) => {
    const feed = new ChangeFeed(persistence.revocations, new TestClock());
    const store = { signingKeys, transaction: persistence.transaction.bind(persistence) };
    const onError = (error: unknown): void => void errors.push(error);
    return {
      feed,
      ring: new ManagedKeyRing(algorithm, store, cipher, new LocalSignerFactory(), feed, onError),
    };
  };
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  const kidsOf = (ring: ManagedKeyRing): string[] => ring.publicKeys.map(({ kid }) => kid);

  it('are not there before they are loaded', () => {
    const { ring } = ringOn();
    expect(() => ring.signer).toThrow('not loaded');
    expect(ring.find('any')).toBeUndefined();
    expect(ring.publicKeys).toEqual([]);
  });

  it('are one, however many processes start at once on an empty database', async () => {
    const rings = [ringOn().ring, ringOn().ring, ringOn().ring];
    await Promise.all(rings.map((ring) => ring.start()));
    expect(new Set(rings.map((ring) => ring.signer.kid)).size).toBe(1);
    expect(await persistence.signingKeys.list()).toHaveLength(1);
  });

  it('are the same after a restart', async () => {
    const first = ringOn().ring;
    await first.start();
    const second = ringOn().ring;
    await second.start();
    expect(second.signer.kid).toBe(first.signer.kid);
  });

  it('of two algorithms verify side by side: a change of algorithm adds a key and ends none', async () => {
    const old = ringOn('ES256');
    await old.feed.read();
    await old.ring.start();
    const renewed = ringOn('EdDSA').ring;
    await renewed.start();
    expect(renewed.signer.algorithm).toBe('EdDSA');
    expect(renewed.find(old.ring.signer.kid)).toMatchObject({ algorithm: 'ES256' });
    await old.feed.read();
    await turns();
    expect(old.ring.find(renewed.signer.kid)).toMatchObject({ algorithm: 'EdDSA' });
    expect(old.ring.signer.algorithm).toBe('ES256');
    expect(kidsOf(old.ring)).toEqual(kidsOf(renewed));
  });

  it('hand out public halves only, for verification as for publication', async () => {
    const { ring } = ringOn();
    await ring.start();
    expect(ring.find(ring.signer.kid)?.key.type).toBe('public');
    expect(JSON.stringify(ring.publicKeys)).not.toMatch(/"(d|p|q|dp|dq|qi|k)":/);
  });

  it('lie sealed in the store', async () => {
    await ringOn().ring.start();
    const [stored] = await persistence.signingKeys.list();
    expect(stored?.sealedPrivateKey).toMatch(/^aes-256-gcm:/);
    expect(sealing(KEY_A).open(stored?.sealedPrivateKey ?? '', stored?.kid ?? '')).toBeInstanceOf(Buffer);
  });

  it.each([
    [
      'another key-encryption key',
      () => sealing(KEY_B),
      /key-encryption keys \(signing\.keyEncryptionKeys\)/,
    ],
    ['no key-encryption key', () => new UnsealedPrivateKeyCipher(), /configure the key-encryption key/],
  ])('stop the start with %s, naming the remedy and nothing secret', async (_what, cipher, remedy) => {
    await ringOn().ring.start();
    const error: unknown = await ringOn('ES256', cipher())
      .ring.start()
      .catch((thrown: unknown) => thrown);
    expect(String(error)).toMatch(remedy);
    expect(String(error)).not.toMatch(new RegExp(`${KEY_A}|${KEY_B}|aes-256-gcm:`));
    expect(await persistence.signingKeys.list()).toHaveLength(1);
  });

  it('open with the former key-encryption key while the new one comes first', async () => {
    const first = ringOn().ring;
    await first.start();
    const rekeyed = ringOn('ES256', sealing(KEY_B, KEY_A)).ring;
    await rekeyed.start();
    expect(rekeyed.signer.kid).toBe(first.signer.kid);
  });

  it('known so far stay in use when the store cannot be read again', async () => {
    let down = false;
    const list = () => (down ? Promise.reject(new Error('down')) : persistence.signingKeys.list());
    const { ring, feed } = ringOn('ES256', sealing(KEY_A), { list });
    await ring.start();
    const { kid } = ring.signer;
    down = true;
    feed.noteOwn([{ kind: 'signing-key', subject: 'any' }]);
    await turns();
    expect(errors).toHaveLength(1);
    expect([ring.signer.kid, ring.find(kid)?.kid]).toEqual([kid, kid]);
  });

  it('are not put back by an answer that a newer one has overtaken', async () => {
    const answers: ReturnType<typeof heldBack<readonly StoredSigningKey[]>>[] = [];
    await ringOn().ring.start();
    const before = await persistence.signingKeys.list();
    await ringOn('EdDSA').ring.start();
    const after = await persistence.signingKeys.list();
    let starting = true;
    const list = () => {
      if (starting) return Promise.resolve(before);
      const answer = heldBack<readonly StoredSigningKey[]>();
      answers.push(answer);
      return answer.promise;
    };
    const { ring, feed } = ringOn('ES256', sealing(KEY_A), { list });
    await ring.start();
    starting = false;
    for (let change = 0; change < 2; change++) feed.noteOwn([{ kind: 'signing-key', subject: 'any' }]);
    answers[1]?.release(after);
    await turns();
    answers[0]?.release(before);
    await turns();
    expect(ring.publicKeys).toHaveLength(2);
  });

  it('that this process cannot open it still verifies and publishes', async () => {
    const { ring, feed } = ringOn('ES256', sealing(KEY_A));
    await ring.start();
    const own = ring.signer.kid;
    await persistence.transaction((tx) => tx.signingKeys.setState(own, 'retiring'));
    await ringOn('ES256', sealing(KEY_B)).ring.start();
    await feed.read();
    await turns();
    expect(errors).toHaveLength(1);
    expect(ring.publicKeys).toHaveLength(2);
    expect(ring.signer.kid).toBe(own);
  });
});

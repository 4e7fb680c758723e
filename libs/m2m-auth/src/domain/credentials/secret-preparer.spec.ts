import { BcryptSecretHasher } from '../../crypto/bcrypt-secret-hasher.js';
import { systemRandom } from '../../crypto/system-random.js';
import { hasValidChecksum, matchesDigest } from './generated-secret.js';
import type { SecretHashing } from './secret-hashing.js';
import { SecretPreparer } from './secret-preparer.js';

const hasher = new BcryptSecretHasher({ cost: 4 });
const preparer = (hashing: SecretHashing) => new SecretPreparer({ random: systemRandom, hasher, hashing });
const supplied = 'supplied by the caller, 32 or more!';

describe('preparing a secret for storage', () => {
  it('generates one when none is supplied, and stores its digest', async () => {
    const { plaintext, hash, hint } = await preparer('by-entropy').prepare();
    expect(hasValidChecksum(plaintext ?? '')).toBe(true);
    expect(matchesDigest(plaintext ?? '', hash)).toBe(true);
    expect(hint).toBe(plaintext?.slice(-4));
  });

  it('stores a generated one with bcrypt when every secret is', async () => {
    const { plaintext, hash } = await preparer('bcrypt').prepare();
    expect(hash).toMatch(/^bcrypt-sha256:\$2b\$04\$/);
    expect(await hasher.verify(plaintext ?? '', hash, '')).toBe(true);
  });

  it.each(['by-entropy', 'bcrypt'] as const)(
    'stores a supplied one with bcrypt and does not hand it back (%s)',
    async (hashing) => {
      const { plaintext, hash, hint } = await preparer(hashing).prepare(supplied);
      expect(plaintext).toBeNull();
      expect(hint).toBe('ore!');
      expect(await hasher.verify(supplied, hash, '')).toBe(true);
    },
  );

  it('refuses a supplied one with problems, without repeating it', async () => {
    const weak = 'canary';
    expect(preparer('by-entropy').problems(weak)).not.toEqual([]);
    const error: unknown = await preparer('by-entropy')
      .prepare(weak)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).not.toContain(weak);
  });
});

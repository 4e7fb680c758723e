import { BcryptSecretHasher } from '../../crypto/bcrypt-secret-hasher.js';
import { systemRandom } from '../../crypto/system-random.js';
import type { Client, ClientSecret, ClientWithSecrets } from '../clients/client.js';
import { ClientSecretAuthenticator } from './client-secret-authenticator.js';

const NOW = Date.UTC(2026, 0, 1);
const SECRET = 'chosen by a person, and long enough';
const bcryptHasher = new BcryptSecretHasher({ cost: 4 });

const build = () => {
  const work = { comparisons: 0 };
  const used: string[] = [];
  const authenticator = new ClientSecretAuthenticator({
    hasher: {
      hash: (secret) => bcryptHasher.hash(secret),
      usualMs: 0,
      needsRehash: () => false,
      verify: (secret, hash, fairnessKey) => {
        work.comparisons += 1;
        return bcryptHasher.verify(secret, hash, fairnessKey);
      },
    },
    clock: { now: () => NOW, monotonic: () => NOW },
    random: systemRandom,
    hashing: 'by-entropy',
    onRehash: () => undefined,
    onUse: (secretId) => used.push(secretId),
  });
  const authenticate = (found: ClientWithSecrets | null, secret: string, rawSecret: string) =>
    authenticator.authenticate(
      found,
      { clientId: 'c', method: 'client_secret_basic', secret, rawSecret },
      '192.0.2.0/24',
    );
  return { authenticate, work, used };
};

describe('a presented secret with two readings', () => {
  let secret: ClientSecret;
  const clientWith = (secrets: readonly ClientSecret[], isActive = true): ClientWithSecrets => ({
    client: { clientId: 'c', isActive, tokenEndpointAuthMethod: null } as Client,
    secrets: [...secrets],
  });

  beforeAll(async () => {
    const dates = { createdAt: new Date(NOW), expiresAt: null, revokedAt: null, lastUsedAt: null };
    secret = { id: 's', hash: await bcryptHasher.hash(SECRET), hint: 'ough', epoch: 1, ...dates };
  });

  it.each([
    ['decoded', SECRET, 'the+same%2C+as+it+was+sent', 1],
    ['raw', 'decoded although it was raw', SECRET, 2],
  ])('authenticates by the %s one, and from memory afterwards', async (_, decoded, raw, comparisons) => {
    const { authenticate, work, used } = build();
    const found = clientWith([secret]);
    const expected = { client: found.client, secret };
    expect(await authenticate(found, decoded, raw)).toEqual(expected);
    expect(authenticate(found, decoded, raw)).toEqual(expected);
    expect(work.comparisons).toBe(comparisons);
    expect(used).toEqual(['s', 's']);
  });

  it('is tried by the reading first that has verified before: a client that sends raw pays for one bcrypt', async () => {
    const { authenticate, work } = build();
    await authenticate(clientWith([secret]), 'decoded although it was raw', SECRET);
    work.comparisons = 0;
    const found = clientWith([secret]);
    expect(await authenticate(found, 'decoded although it was raw', SECRET)).toEqual({
      client: found.client,
      secret,
    });
    expect(work.comparisons).toBe(1);
  });

  it.each<[string, () => ClientWithSecrets | null, string]>([
    ['an unknown client', () => null, SECRET],
    ['a client without secrets', () => clientWith([]), SECRET],
    ['an inactive client', () => clientWith([secret], false), SECRET],
    ['an expired secret', () => clientWith([{ ...secret, expiresAt: new Date(NOW) }]), SECRET],
    ['a wrong secret that ends alike', () => clientWith([secret]), 'another one that is long enough'],
  ])('costs two bcrypts when refused: %s', async (_, found, raw) => {
    const { authenticate, work, used } = build();
    expect(await authenticate(found(), 'wrong, but long enough', raw)).toBeNull();
    expect(work.comparisons).toBe(2);
    expect(used).toEqual([]);
  });
});

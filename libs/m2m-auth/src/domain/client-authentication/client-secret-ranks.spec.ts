import bcrypt from 'bcrypt';
import { BcryptSecretHasher } from '../../crypto/bcrypt-secret-hasher.js';
import { systemRandom } from '../../crypto/system-random.js';
import type { Client, ClientSecret, ClientWithSecrets } from '../clients/client.js';
import { ClientSecretAuthenticator } from './client-secret-authenticator.js';
import { generateClientSecret, hashGeneratedSecret } from '../credentials/generated-secret.js';
import type { LaneRank } from '../credentials/secret-hasher.js';
import type { SecretHashing } from '../credentials/secret-hashing.js';

const NOW = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;
const bcryptHasher = new BcryptSecretHasher({ cost: 4 });

const build = (hashing: SecretHashing = 'by-entropy') => {
  const time = { now: NOW };
  const ranks: (LaneRank | undefined)[] = [];
  let whenRehashed: (hash: string) => void = () => undefined;
  const rehash = new Promise<string>((resolve) => (whenRehashed = resolve));
  const authenticator = new ClientSecretAuthenticator({
    hasher: {
      hash: (secret) => bcryptHasher.hash(secret),
      usualMs: 0,
      needsRehash: (hash) => bcryptHasher.needsRehash(hash),
      verify: (secret, hash, fairnessKey, rank) => {
        ranks.push(rank);
        return bcryptHasher.verify(secret, hash, fairnessKey, rank);
      },
    },
    clock: { now: () => time.now, monotonic: () => time.now },
    random: systemRandom,
    hashing,
    onRehash: (_clientId, _secretId, hash) => whenRehashed(hash),
    onUse: () => undefined,
  });
  const authenticate = (found: ClientWithSecrets | null, secret: string, clientId = 'c') =>
    authenticator.authenticate(found, { clientId, method: 'client_secret_basic', secret }, '192.0.2.0/24');
  return { authenticate, ranks, time, rehash };
};

const stored = (id: string, hash: string, hint: string | null = null): ClientSecret => {
  const dates = { createdAt: new Date(NOW), expiresAt: null, revokedAt: null, lastUsedAt: null };
  return { id, hash, hint, epoch: 1, ...dates };
};
const clientWith = (secrets: ClientSecret[], more: Partial<Client> = {}): ClientWithSecrets => ({
  client: { clientId: 'c', isActive: true, tokenEndpointAuthMethod: null, ...more } as Client,
  secrets,
});

const generated = generateClientSecret(systemRandom);
const supplied = 'chosen by a person, and long enough';
const otherSupplied = 'chosen by a person, another of them';
const generatedSecret = stored('g', hashGeneratedSecret(generated), generated.slice(-4));

let suppliedSecret: ClientSecret;
let otherHash: string;
let importedSecret: ClientSecret;

beforeAll(async () => {
  suppliedSecret = stored('s', await bcryptHasher.hash(supplied), 'ough');
  otherHash = await bcryptHasher.hash(otherSupplied);
  importedSecret = stored('i', await bcrypt.hash('imported', 4));
});

describe('the place in the bcrypt lane', () => {
  const known = async () => {
    const built = build();
    await built.authenticate(clientWith([suppliedSecret]), supplied);
    built.ranks.length = 0;
    return built;
  };

  it('is the one of strangers before a secret has verified, and then the one of the known, for 25 hours', async () => {
    const { authenticate, ranks, time } = await known();
    time.now += 24 * HOUR_MS;
    expect(await authenticate(clientWith([suppliedSecret]), supplied)).not.toBeNull();
    expect(ranks).toEqual(['known']);
    time.now += 25 * HOUR_MS;
    expect(await authenticate(clientWith([suppliedSecret]), supplied)).not.toBeNull();
    expect(ranks).toEqual(['known', 'stranger']);
  });

  it.each<[string, () => ClientWithSecrets | null, ...string[]]>([
    ['an unknown client', () => null],
    ['an inactive client', () => clientWith([suppliedSecret], { isActive: false })],
    ['an expired secret', () => clientWith([{ ...suppliedSecret, expiresAt: new Date(NOW) }])],
    ['a revoked secret', () => clientWith([{ ...suppliedSecret, revokedAt: new Date(NOW) }])],
    [
      'a method not registered',
      () => clientWith([suppliedSecret], { tokenEndpointAuthMethod: 'client_secret_post' }),
    ],
    ['a stored hash put in its place', () => clientWith([{ ...suppliedSecret, hash: otherHash }])],
    ['a new secret in place of a removed one', () => clientWith([{ ...suppliedSecret, id: 'new' }])],
    ['another secret', () => clientWith([suppliedSecret]), otherSupplied],
    ['another secret that ends alike', () => clientWith([suppliedSecret]), `x${supplied}`],
    ['the secret of another client', () => clientWith([suppliedSecret]), supplied, 'd'],
  ])(
    'is the one of strangers for %s, whatever has verified',
    async (_, found, secret = supplied, id = 'c') => {
      const { authenticate, ranks } = await known();
      await authenticate(found(), secret, id);
      expect(ranks).toEqual(['stranger']);
    },
  );

  it('stays the one of the known when the hash is replaced by a better one', async () => {
    const { authenticate, ranks, rehash } = build();
    await authenticate(clientWith([importedSecret]), 'imported');
    const hash = await rehash;
    await new Promise((resolve) => setImmediate(resolve));
    const better = { ...importedSecret, hash };
    expect(await authenticate(clientWith([better]), 'imported')).not.toBeNull();
    expect(ranks).toEqual(['stranger', 'known']);
  });

  it('is the one of the known for a generated secret whose digest is stored', async () => {
    const { authenticate, ranks } = build('bcrypt');
    await authenticate(clientWith([generatedSecret]), generated);
    await authenticate(clientWith([generatedSecret], { isActive: false }), generated);
    expect(ranks).toEqual(['known', 'stranger']);
  });
});

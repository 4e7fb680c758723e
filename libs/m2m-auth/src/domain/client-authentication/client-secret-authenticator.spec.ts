import bcrypt from 'bcrypt';
import { BcryptSecretHasher } from '../../crypto/bcrypt-secret-hasher.js';
import { systemRandom } from '../../crypto/system-random.js';
import type {
  Client,
  ClientAuthenticationMethod,
  ClientSecret,
  ClientWithSecrets,
} from '../clients/client.js';
import { ClientSecretAuthenticator } from './client-secret-authenticator.js';
import { generateClientSecret, hashGeneratedSecret } from '../credentials/generated-secret.js';
import type { SecretHashing } from '../credentials/secret-hashing.js';
import type { SlowSecretHasher } from '../credentials/secret-hasher.js';

const NOW = Date.UTC(2026, 0, 1);
const bcryptHasher = new BcryptSecretHasher({ cost: 4 });

/** Real bcrypt, and the list of what it was asked to compare with. */
class CountingHasher implements SlowSecretHasher {
  readonly compared: (string | null)[] = [];
  readonly usualMs = 0;
  hash(secret: string) {
    return bcryptHasher.hash(secret);
  }
  verify(secret: string, hash: string | null, fairnessKey: string) {
    this.compared.push(hash);
    return bcryptHasher.verify(secret, hash, fairnessKey);
  }
  needsRehash(hash: string) {
    return bcryptHasher.needsRehash(hash);
  }
}

const build = (hashing: SecretHashing = 'by-entropy') => {
  const time = { now: NOW };
  const clock = { now: () => time.now, monotonic: () => time.now };
  const hasher = new CountingHasher();
  const used: string[] = [];
  const rehashed = new Map<string, { hash: string; hint: string | null }>();
  let whenRehashed = () => {};
  const rehash = new Promise<void>((resolve) => (whenRehashed = resolve));
  const authenticator = new ClientSecretAuthenticator({
    hasher,
    clock,
    random: systemRandom,
    hashing,
    onRehash: (clientId, secretId, hash, hint) => {
      rehashed.set(`${clientId}/${secretId}`, { hash, hint });
      whenRehashed();
    },
    onUse: (secretId) => used.push(secretId),
  });
  const authenticate = (
    found: ClientWithSecrets | null,
    secret: string,
    method: ClientAuthenticationMethod | null = 'client_secret_basic',
    clientId = 'c',
  ) => authenticator.authenticate(found, { clientId, method, secret }, '192.0.2.0/24');
  return { authenticate, hasher, time, rehashed, rehash, used };
};

const stored = (id: string, hash: string, more: Partial<ClientSecret> = {}): ClientSecret => {
  const dates = { createdAt: new Date(NOW), expiresAt: null, revokedAt: null, lastUsedAt: null };
  return { id, hash, hint: null, epoch: 1, ...dates, ...more };
};
const clientWith = (secrets: ClientSecret[], more: Partial<Client> = {}): ClientWithSecrets => ({
  client: { clientId: 'c', isActive: true, tokenEndpointAuthMethod: null, ...more } as Client,
  secrets,
});

const generated = generateClientSecret(systemRandom);
const otherGenerated = generateClientSecret(systemRandom);
const supplied = 'chosen by a person, and long enough';
const otherSupplied = 'chosen by a person, another of them';
const past = new Date(NOW);

let suppliedSecret: ClientSecret;
let otherSuppliedSecret: ClientSecret;
let importedSecret: ClientSecret;
const generatedSecret = stored('g', hashGeneratedSecret(generated), { hint: generated.slice(-4) });

beforeAll(async () => {
  suppliedSecret = stored('s', await bcryptHasher.hash(supplied), { hint: 'ough' });
  otherSuppliedSecret = stored('o', await bcryptHasher.hash(otherSupplied), { hint: 'them' });
  importedSecret = stored('i', await bcrypt.hash('imported', 4));
});

/** Every reason why a right secret does not authenticate, and no client at all. */
const refusals = (secret: () => ClientSecret): [string, () => ClientWithSecrets | null][] => [
  ['an unknown client', () => null],
  ['a client without secrets', () => clientWith([])],
  ['an inactive client', () => clientWith([secret()], { isActive: false })],
  ['an expired secret', () => clientWith([{ ...secret(), expiresAt: past }])],
  ['a revoked secret', () => clientWith([{ ...secret(), revokedAt: past }])],
  [
    'a method not registered',
    () => clientWith([secret()], { tokenEndpointAuthMethod: 'client_secret_post' }),
  ],
  ['an empty stored hash', () => clientWith([{ ...secret(), hash: '' }])],
];

describe('the use of a secret', () => {
  it('is noted each time that it authenticates its client, also from memory', async () => {
    const { authenticate, used } = build();
    const found = clientWith([generatedSecret, suppliedSecret]);
    void authenticate(found, generated);
    await authenticate(found, supplied);
    expect(authenticate(found, supplied)).not.toBeInstanceOf(Promise);
    expect(used).toEqual(['g', 's', 's']);
  });

  it.each([
    ['generated', () => refusals(() => generatedSecret), generated],
    ['supplied', () => refusals(() => suppliedSecret), supplied],
  ])('is not noted when a %s one is refused, whatever the reason', async (_, reasons, presented) => {
    const { authenticate, used } = build();
    for (const [, found] of reasons()) await authenticate(found(), presented);
    await authenticate(clientWith([generatedSecret, suppliedSecret]), otherGenerated);
    await authenticate(clientWith([generatedSecret, suppliedSecret]), otherSupplied);
    expect(used).toEqual([]);
  });
});

describe('a presented secret in generated form', () => {
  it('authenticates at once, without bcrypt, by whichever of the live secrets it is', () => {
    const { authenticate, hasher } = build();
    const other = stored('h', hashGeneratedSecret(otherGenerated));
    const found = clientWith([suppliedSecret, generatedSecret, other]);
    expect(authenticate(found, generated)).toEqual({ client: found.client, secret: generatedSecret });
    expect(authenticate(found, otherGenerated)).toEqual({ client: found.client, secret: other });
    expect(hasher.compared).toEqual([]);
  });

  it.each(refusals(() => generatedSecret))('is refused at once, without bcrypt: %s', (_, found) => {
    const { authenticate, hasher } = build();
    expect(authenticate(found(), generated)).toBeNull();
    expect(hasher.compared).toEqual([]);
  });

  it('is refused without bcrypt when it is another or its checksum is wrong', () => {
    const { authenticate, hasher } = build();
    const found = clientWith([generatedSecret, suppliedSecret, importedSecret]);
    expect(authenticate(found, otherGenerated)).toBeNull();
    expect(authenticate(found, `m2ms_${'a'.repeat(49)}`)).toBeNull();
    expect(hasher.compared).toEqual([]);
  });

  it('counts until its very deadline', () => {
    const { authenticate, time } = build();
    const found = clientWith([{ ...generatedSecret, expiresAt: new Date(NOW + 1) }]);
    expect(authenticate(found, generated)).not.toBeNull();
    time.now = NOW + 1;
    expect(authenticate(found, generated)).toBeNull();
  });

  it('is bound to no method when host code asks', () => {
    const found = clientWith([generatedSecret], { tokenEndpointAuthMethod: 'client_secret_post' });
    expect(build().authenticate(found, generated, null)).not.toBeNull();
    expect(build().authenticate(found, generated, 'client_secret_post')).not.toBeNull();
  });
});

describe('a presented secret of any other form', () => {
  it('is compared with the one secret that has its hint', async () => {
    const { authenticate, hasher } = build();
    const found = clientWith([generatedSecret, suppliedSecret, otherSuppliedSecret, importedSecret]);
    expect(await authenticate(found, otherSupplied)).toEqual({
      client: found.client,
      secret: otherSuppliedSecret,
    });
    expect(hasher.compared).toEqual([otherSuppliedSecret.hash]);
  });

  it('is not kept from its candidate by a generated or an expired secret with the same hint', async () => {
    const { authenticate } = build();
    const expired = { ...otherSuppliedSecret, hint: suppliedSecret.hint, expiresAt: past };
    const found = clientWith([{ ...generatedSecret, hint: suppliedSecret.hint }, expired, suppliedSecret]);
    expect(await authenticate(found, supplied)).toEqual({ client: found.client, secret: suppliedSecret });
  });

  it('is compared with the imported one when no hint fits', async () => {
    const { authenticate, hasher } = build();
    const found = clientWith([suppliedSecret, importedSecret]);
    expect(await authenticate(found, 'imported')).toEqual({ client: found.client, secret: importedSecret });
    expect(hasher.compared).toEqual([importedSecret.hash]);
  });

  it.each(refusals(() => suppliedSecret))('is refused after exactly one bcrypt: %s', async (_, found) => {
    const { authenticate, hasher } = build();
    expect(await authenticate(found(), supplied)).toBeNull();
    expect(hasher.compared).toHaveLength(1);
  });

  it.each([
    '',
    'x',
    'not the secret, though long enough',
    hashGeneratedSecret(generated),
    '😀'.repeat(40),
    'm2ms_',
  ])('is refused after exactly one bcrypt when it is wrong: %j', async (wrong) => {
    const { authenticate, hasher } = build();
    expect(
      await authenticate(clientWith([generatedSecret, suppliedSecret, importedSecret]), wrong),
    ).toBeNull();
    expect(await authenticate(null, wrong)).toBeNull();
    expect(hasher.compared).toHaveLength(2);
  });

  it('is refused when it expires while bcrypt runs', async () => {
    const { authenticate, time } = build();
    const answer = authenticate(clientWith([{ ...suppliedSecret, expiresAt: new Date(NOW + 1) }]), supplied);
    time.now = NOW + 1;
    expect(await answer).toBeNull();
  });

  it('is verified once a minute, as long as the row of the client stays the same', async () => {
    const { authenticate, hasher, time } = build();
    const found = clientWith([suppliedSecret]);
    const first = await authenticate(found, supplied);
    expect(authenticate(found, supplied)).toEqual(first);
    expect(hasher.compared).toHaveLength(1);
    time.now += 60_000;
    expect(await authenticate(found, supplied)).toEqual(first);
    expect(await authenticate(clientWith([suppliedSecret]), supplied)).toEqual(first);
    expect(hasher.compared).toHaveLength(3);
  });

  it('costs one bcrypt each time it is refused, also after it was verified by the registered method', async () => {
    const { authenticate, hasher } = build();
    const found = clientWith([suppliedSecret], { tokenEndpointAuthMethod: 'client_secret_basic' });
    expect(await authenticate(found, supplied)).not.toBeNull();
    expect(await authenticate(found, supplied, 'client_secret_post')).toBeNull();
    expect(await authenticate(found, otherSupplied)).toBeNull();
    expect(await authenticate(found, otherSupplied)).toBeNull();
    expect(hasher.compared).toHaveLength(4);
  });
});

describe('an imported hash', () => {
  it('is replaced after its secret was seen, by one over the whole secret', async () => {
    const { authenticate, rehashed, rehash } = build();
    const long = 'x'.repeat(73);
    await authenticate(clientWith([stored('i', await bcrypt.hash(long, 4))]), long);
    await rehash;
    const { hash, hint } = rehashed.get('c/i') ?? { hash: '' };
    expect(hint).toBe('xxxx');
    expect(await bcryptHasher.verify(long, hash, '')).toBe(true);
    expect(await bcryptHasher.verify(long.slice(0, 72) + 'y', hash, '')).toBe(false);
  });

  it('stays the one without a hint when its secret is too short to show part of', async () => {
    const { authenticate, rehashed, rehash } = build();
    await authenticate(clientWith([importedSecret]), 'imported');
    await rehash;
    expect(rehashed.get('c/i')?.hint).toBeNull();
  });
});

describe('with every secret stored with bcrypt', () => {
  it('a generated secret costs exactly one bcrypt, right or wrong', async () => {
    const { authenticate, hasher } = build('bcrypt');
    const found = clientWith([stored('b', await hasher.hash(generated), { hint: generated.slice(-4) })]);
    expect(await authenticate(found, generated)).toMatchObject({ secret: { id: 'b' } });
    expect(await authenticate(found, otherGenerated)).toBeNull();
    expect(await authenticate(null, generated)).toBeNull();
    expect(hasher.compared).toEqual([found.secrets[0]?.hash, null, null]);
  });

  it('a wrong checksum still costs nothing', () => {
    const { authenticate, hasher } = build('bcrypt');
    expect(authenticate(clientWith([generatedSecret]), `m2ms_${'a'.repeat(49)}`)).toBeNull();
    expect(hasher.compared).toEqual([]);
  });

  it('a secret with a digest still authenticates, after one bcrypt, and is hashed anew', async () => {
    const { authenticate, hasher, rehashed, rehash } = build('bcrypt');
    expect(await authenticate(clientWith([generatedSecret]), generated)).toMatchObject({
      secret: { id: 'g' },
    });
    await rehash;
    expect(hasher.compared).toEqual([null]);
    expect(rehashed.get('c/g')).toEqual({
      hash: expect.stringMatching(/^bcrypt-sha256:/),
      hint: generated.slice(-4),
    });
  });
});

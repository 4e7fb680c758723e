import { BcryptSecretHasher } from '../../crypto/bcrypt-secret-hasher.js';
import { systemClock } from '../../crypto/system-clock.js';
import { systemRandom } from '../../crypto/system-random.js';
import type { Client, ClientSecret, ClientWithSecrets } from '../clients/client.js';
import { ClientSecretAuthenticator } from './client-secret-authenticator.js';

const bcryptHasher = new BcryptSecretHasher({ cost: 4 });
const presented = 'chosen by a person, and long enough';

let stored: ClientSecret;
beforeAll(async () => {
  const dates = { createdAt: new Date(), expiresAt: null, revokedAt: null, lastUsedAt: null };
  stored = { id: 's', hash: await bcryptHasher.hash(presented), hint: 'ough', epoch: 1, ...dates };
});

/** Another object each time, as after a change of the client. */
const clientWith = (secret: ClientSecret, more: Partial<Client> = {}): ClientWithSecrets => ({
  client: { clientId: 'c', isActive: true, tokenEndpointAuthMethod: null, ...more } as Client,
  secrets: [secret],
});

const build = () => {
  const compared: (string | null)[] = [];
  const used: string[] = [];
  const hasher = {
    hash: (secret: string) => bcryptHasher.hash(secret),
    verify: (secret: string, hash: string | null, fairnessKey: string) => {
      compared.push(hash);
      return bcryptHasher.verify(secret, hash, fairnessKey);
    },
    usualMs: 0,
    needsRehash: () => false,
  };
  const authenticator = new ClientSecretAuthenticator({
    hasher,
    clock: systemClock,
    random: systemRandom,
    hashing: 'by-entropy',
    onRehash: () => undefined,
    onUse: (secretId) => used.push(secretId),
  });
  const attempt = async (found: ClientWithSecrets | null, secret = presented, clientId = 'c') =>
    authenticator.authenticate(found, { clientId, secret, method: null }, 'a peer');
  return { attempt, compared, used, hasher };
};

const atOnce = <T>(attempt: (n: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: 20 }, (_, n) => attempt(n)));

describe('attempts with the same secret at the same time', () => {
  it('cost one bcrypt together, and are all let in', async () => {
    const { attempt, compared, used } = build();
    const outcomes = await atOnce(() => attempt(clientWith(stored)));
    expect(outcomes.every((outcome) => outcome?.secret === stored)).toBe(true);
    expect([compared.length, used.length]).toEqual([1, 20]);
  });

  it.each<[string, () => ClientWithSecrets | null]>([
    ['an unknown client', () => null],
    ['an inactive client', () => clientWith(stored, { isActive: false })],
    ['an expired secret', () => clientWith({ ...stored, expiresAt: new Date(0) })],
    ['another secret', () => clientWith({ ...stored, hint: 'else' })],
  ])('cost one when they are refused as well: %s', async (_, found) => {
    const { attempt, compared, used } = build();
    expect(new Set(await atOnce(() => attempt(found())))).toEqual(new Set([null]));
    expect([compared.length, used.length]).toEqual([1, 0]);
  });

  it('let nobody in by a row that has changed meanwhile', async () => {
    const { attempt, compared } = build();
    const rows = [clientWith(stored), clientWith(stored, { isActive: false }), clientWith(stored)];
    const outcomes = await Promise.all(rows.map((row) => attempt(row)));
    expect(outcomes.map((outcome) => outcome !== null)).toEqual([true, false, true]);
    expect(compared).toHaveLength(1);
  });

  it.each<[string, () => ClientWithSecrets | null]>([
    ['known', () => clientWith(stored)],
    ['unknown', () => null],
  ])('cost one each when they are for several clients, which are %s', async (_, found) => {
    const { attempt, compared } = build();
    await atOnce((n) => attempt(found(), presented, `client-${n}`));
    expect(compared).toHaveLength(20);
  });

  it('cost one each when the secrets differ', async () => {
    const { attempt, compared } = build();
    await atOnce((n) => attempt(clientWith(stored), `${presented}${n}`));
    expect(compared).toHaveLength(20);
  });

  it('share no more than the moment: a failure is not remembered', async () => {
    const { attempt, hasher } = build();
    const { verify } = hasher;
    const full = new Error('full');
    hasher.verify = () => Promise.reject(full);
    for (const outcome of await Promise.allSettled([1, 2].map(() => attempt(clientWith(stored))))) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: full });
    }
    hasher.verify = verify;
    expect(await attempt(clientWith(stored))).not.toBeNull();
  });
});

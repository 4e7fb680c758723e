import type { Client, ClientSecret } from '../clients/client.js';
import type { SlowSecretHasher } from '../credentials/secret-hasher.js';
import { SecretRehasher, type OnRehash } from './secret-rehasher.js';

const client = { clientId: 'c' } as Client;
const secret = { id: 's', hash: '$2b$04$', hint: null } as ClientSecret;
const settled = () => new Promise((resolve) => setImmediate(resolve));

const build = (onRehash: OnRehash, hash: () => Promise<string> = async () => 'new') => {
  const hasher: SlowSecretHasher = { hash, verify: async () => true, usualMs: 0, needsRehash: () => true };
  const pairs: unknown[] = [];
  const add = (...pair: unknown[]): void => void pairs.push(pair);
  return Object.assign(new SecretRehasher({ hasher, hashing: 'by-entropy', onRehash }, { add }), {
    known: pairs,
  });
};

describe('rehashing a secret', () => {
  it('happens once, however many requests verify the secret meanwhile, and again when asked again', async () => {
    const told: string[] = [];
    const rehasher = build((clientId, secretId, newHash) => void told.push(clientId, secretId, newHash));
    rehasher.consider(client, secret, 'presented');
    rehasher.consider(client, secret, 'presented');
    await settled();
    expect(told).toEqual(['c', 's', 'new']);
    expect(rehasher.known).toEqual([['c', { id: 's', hash: 'new' }, 'presented']]);
    rehasher.consider(client, secret, 'presented');
    await settled();
    expect(told).toHaveLength(6);
  });

  it.each([
    [
      'the lane is full',
      build(
        () => undefined,
        () => Promise.reject(new Error('full')),
      ),
    ],
    ['the store does not answer', build(() => Promise.reject(new Error('down')))],
    [
      'the store refuses',
      build(() => {
        throw new Error('refused');
      }),
    ],
  ])('disturbs nobody when %s', async (_, rehasher) => {
    const unhandled = jest.fn();
    process.once('unhandledRejection', unhandled);
    rehasher.consider(client, secret, 'presented');
    await settled();
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
    expect(rehasher.known).toEqual([]);
  });

  it('is left alone for a digest while digests are what is made', async () => {
    const told = jest.fn();
    build(told).consider(client, { ...secret, hash: 'sha256:x' }, 'presented');
    await settled();
    expect(told).not.toHaveBeenCalled();
  });
});

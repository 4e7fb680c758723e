import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import type { ClientWithSecrets } from '../clients/client.js';
import { VerifiedSecretCache } from './verified-secret-cache.js';

const row = (clientId: string): ClientWithSecrets => ({
  client: { clientId } as ClientWithSecrets['client'],
  secrets: [],
});

const build = (maxEntries?: number) => {
  const time = { now: 0 };
  const clock = { now: () => 0, monotonic: () => time.now };
  const random = { bytes: randomBytes, uuid: () => '' };
  return { time, cache: new VerifiedSecretCache({ clock, random, maxEntries }) };
};

describe('the verified-secret cache', () => {
  it('remembers a verified secret for less than 60 seconds, however often it is asked', () => {
    const { cache, time } = build();
    const found = row('a');
    cache.add(found, 's', 'secret');
    time.now = 59_999;
    expect(cache.has(found, 's', 'secret')).toBe(true);
    time.now = 60_000;
    expect(cache.has(found, 's', 'secret')).toBe(false);
  });

  it('knows nothing about any other secret, secret id or client', () => {
    const { cache } = build();
    const found = row('a');
    cache.add(found, 's', 'secret');
    expect(cache.has(found, 's', 'Secret')).toBe(false);
    expect(cache.has(found, 't', 'secret')).toBe(false);
    expect(cache.has(row('b'), 's', 'secret')).toBe(false);
    expect(cache.has(null, 's', 'secret')).toBe(false);
  });

  it('forgets when the row of the client is another object, though it says the same', () => {
    const { cache } = build();
    cache.add(row('a'), 's', 'secret');
    expect(cache.has(row('a'), 's', 'secret')).toBe(false);
  });

  it('does not confuse where one part ends and the next begins', () => {
    const part = fc.string({ maxLength: 4, unit: fc.constantFrom('1', ':', 'a', 'é') });
    fc.assert(
      fc.property(part, part, part, part, (id, secret, otherId, otherSecret) => {
        const { cache } = build();
        const found = row('a');
        cache.add(found, id, secret);
        expect(cache.has(found, otherId, otherSecret)).toBe(id === otherId && secret === otherSecret);
      }),
    );
  });

  it('keeps no more entries than its bound, the newest', () => {
    const { cache } = build(3);
    const found = row('a');
    for (const secret of ['1', '2', '3', '4', '4']) cache.add(found, 's', secret);
    expect(cache.size).toBe(3);
    expect(['1', '2', '3', '4'].filter((secret) => cache.has(found, 's', secret))).toEqual(['2', '3', '4']);
  });

  it('lets go of rows whose time is over when it learns something new', () => {
    const { cache, time } = build();
    cache.add(row('a'), 's', 'secret');
    time.now = 60_000;
    cache.add(row('b'), 's', 'secret');
    expect(cache.size).toBe(1);
  });
});

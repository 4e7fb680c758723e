import { redisState } from './index.js';

describe('redisState()', () => {
  it('has the same structure each time and takes its values from the options factory', () => {
    const [provider] = redisState().providers;
    expect(provider?.provide).toBe(Symbol.for('nestjs-m2m-auth/shared-state'));
    expect(provider?.inject).toEqual([
      Symbol.for('nestjs-m2m-auth/options'),
      Symbol.for('nestjs-m2m-auth/clock'),
      Symbol.for('nestjs-m2m-auth/random-source'),
    ]);
  });

  it('stops the start with the remedy when the factory gave no address', () => {
    const clock = { now: () => 0, monotonic: () => 0 };
    const random = { bytes: (length: number) => Buffer.alloc(length), uuid: () => '' };
    expect(() =>
      redisState().providers[0]?.useFactory({ issuer: 'https://auth.example.com' }, clock, random),
    ).toThrow(/redis: \{ url:/);
  });
});

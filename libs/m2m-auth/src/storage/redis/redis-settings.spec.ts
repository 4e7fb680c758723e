import { redisSettings } from './redis-settings.js';

describe('the options of redisState()', () => {
  it('has defaults for everything but the address', () => {
    const settings = redisSettings({ url: 'redis://h' });
    expect(settings).toMatchObject({ commandTimeoutMs: 150, connectTimeoutMs: 1_000, durability: 'primary' });
    expect(settings.keys.deny).toBe('{m2m}:deny');
  });

  it.each([undefined, {}, { url: '' }])('names the remedy when the address is missing: %j', (options) => {
    expect(() => redisSettings(options)).toThrow(/redis: \{ url:/);
  });

  it.each([
    [{ url: 'http://u:hunter2@h' }, /redis\.url/],
    [{ url: 'redis://h', keyPrefix: 'a}b' }, /keyPrefix/],
    [{ url: 'redis://h', keyPrefix: '' }, /keyPrefix/],
    [{ url: 'redis://h', commandTimeoutMs: 0 }, /commandTimeoutMs/],
    [{ url: 'redis://h', connectTimeoutMs: Number.NaN }, /connectTimeoutMs/],
  ])('refuses %j by name and without its value', (options, name) => {
    expect(() => redisSettings(options)).toThrow(name);
    expect(() => redisSettings(options)).not.toThrow(/hunter2/);
  });
});

import { redisSettings } from './redis-settings.js';

const NODES = [{ host: 'h', port: 6_379 }];

describe('the options of redisState()', () => {
  it('has defaults for everything but the address', () => {
    const settings = redisSettings({ url: 'redis://h' });
    expect(settings).toMatchObject({ commandTimeoutMs: 150, connectTimeoutMs: 1_000, durability: 'primary' });
    expect(settings.keys.deny).toBe('{m2m}:deny');
  });

  it('takes Sentinels and a Cluster, with a login of their own', () => {
    expect(redisSettings({ sentinels: NODES, name: 'm', password: 'p' }).endpoint).toMatchObject({
      kind: 'sentinel',
      sentinels: NODES,
      name: 'm',
      password: 'p',
      tls: false,
    });
    expect(redisSettings({ cluster: NODES, tls: true }).endpoint).toMatchObject({
      kind: 'cluster',
      nodes: NODES,
      tls: true,
    });
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
    [{ url: 'redis://h', cluster: NODES }, /redis\.url, redis\.sentinels, redis\.cluster/],
    [{ sentinels: NODES, cluster: NODES, name: 'm' }, /one of/],
    [{ url: 'redis://h', password: 'hunter2' }, /redis\.password/],
    [{ sentinels: NODES }, /redis\.name/],
    [{ sentinels: [], name: 'm' }, /redis\.sentinels/],
    [{ cluster: [{ host: 'user:hunter2@h', port: 1 }] }, /redis\.cluster/],
    [{ cluster: [{ host: 'h', port: 70_000 }] }, /redis\.cluster/],
  ])('refuses %j by name and without its value', (options, name) => {
    expect(() => redisSettings(options)).toThrow(name);
    expect(() => redisSettings(options)).not.toThrow(/hunter2/);
  });
});

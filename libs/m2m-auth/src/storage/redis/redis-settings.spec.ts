import { redisSettings, shardSettings } from './redis-settings.js';

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

  it('asks Redis unless a copy is wished for, which may be a second old', () => {
    expect(redisSettings({ url: 'redis://h' }).stalenessMs).toBeNull();
    expect(redisSettings({ url: 'redis://h', check: 'replica' }).stalenessMs).toBe(1_000);
    expect(redisSettings({ url: 'redis://h', check: 'replica', stalenessMs: 50 }).stalenessMs).toBe(50);
  });

  it('keeps the keys of a single shard, and has others for every number of shards and every shard', () => {
    const denyOf = (shards?: number) =>
      shardSettings(redisSettings({ url: 'redis://h', shards })).map(({ keys }) => keys.deny);
    expect(denyOf()).toEqual(['{m2m}:deny']);
    expect(denyOf(1)).toEqual(['{m2m}:deny']);
    expect(denyOf(3)).toEqual(['{m2m:0/3}:deny', '{m2m:1/3}:deny', '{m2m:2/3}:deny']);
    const every = [1, 2, 3, 4, 64].flatMap(denyOf);
    expect(new Set(every).size).toBe(every.length);
    expect(
      shardSettings(redisSettings({ url: 'redis://h', shards: 2 })).map(({ keys }) => keys.changed),
    ).toEqual(['{m2m}:changed', '{m2m}:changed']);
  });

  it.each(['redis://h/', 'redis://h/15', 'rediss://u:p%2Fq@h:1/0?family=6'])('takes %s', (url) => {
    expect(redisSettings({ url }).endpoint).toEqual({ kind: 'single', url });
  });

  it.each([undefined, {}, { url: '' }])('names the remedy when the address is missing: %j', (options) => {
    expect(() => redisSettings(options)).toThrow(/redis: \{ url:/);
  });

  it.each([
    [{ url: 'http://u:hunter2@h' }, /redis\.url/],
    [{ url: 'redis://h/hunter2' }, /number of a database/],
    [{ url: 'redis://h/-1' }, /number of a database/],
    [{ url: 'redis://h/1/2' }, /number of a database/],
    [{ url: 'redis://h', keyPrefix: 'a}b' }, /keyPrefix/],
    [{ url: 'redis://h', keyPrefix: '' }, /keyPrefix/],
    [{ url: 'redis://h', commandTimeoutMs: 0 }, /commandTimeoutMs/],
    [{ url: 'redis://h', connectTimeoutMs: Number.NaN }, /connectTimeoutMs/],
    [{ url: 'redis://h', cluster: NODES }, /redis must have one of url, sentinels, cluster/],
    [{ sentinels: NODES, cluster: NODES, name: 'm' }, /one of/],
    [{ url: 'redis://h', password: 'hunter2' }, /redis\.password/],
    [{ sentinels: NODES }, /redis\.name/],
    [{ sentinels: [], name: 'm' }, /redis\.sentinels/],
    [{ cluster: [{ host: 'user:hunter2@h', port: 1 }] }, /redis\.cluster/],
    [{ cluster: [{ host: 'h', port: 70_000 }] }, /redis\.cluster/],
    [{ url: 'redis://h', durability: 'hunter2' as never }, /redis\.durability/],
    [{ url: 'redis://h', shards: 0 }, /redis\.shards/],
    [{ url: 'redis://h', shards: 1.5 }, /redis\.shards/],
    [{ url: 'redis://h', shards: 65 }, /redis\.shards/],
    [{ url: 'redis://h', check: 'hunter2' as never }, /redis\.check/],
    [{ url: 'redis://h', check: 'replica', stalenessMs: 49 } as const, /redis\.stalenessMs/],
    [{ url: 'redis://h', check: 'replica', stalenessMs: 1_001 } as const, /redis\.stalenessMs/],
    [{ url: 'redis://h', stalenessMs: 500 }, /redis\.stalenessMs is for redis\.check/],
  ])('refuses %j by name and without its value', (options, name) => {
    expect(() => redisSettings(options)).toThrow(name);
    expect(() => redisSettings(options)).not.toThrow(/hunter2/);
  });
});

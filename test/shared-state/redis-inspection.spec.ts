import { redisFixture } from './support/redis-fixture.js';
import { tokenOf } from './support/fake-denial-source.js';

describe('what is said of a Redis at the start', () => {
  const redis = redisFixture();

  it('is nothing when it does not evict', async () => {
    expect(await (await redis.process()).state.inspect('database-1')).toEqual([]);
  });

  it('is a warning by name when it evicts; guards work all the same', async () => {
    await redis.client.config('SET', 'maxmemory-policy', 'allkeys-lfu');
    const { state } = await redis.process();
    expect(await state.inspect('database-1')).toEqual([
      expect.stringMatching(/maxmemory-policy allkeys-lfu\b.*noeviction/),
    ]);
    expect(await state.projection.check(tokenOf('a'))).toBe('live');
  });

  it('is found without CONFIG, which managed services refuse', async () => {
    await redis.client.call('ACL', 'SETUSER', 'limited', 'on', '>pass', '~*', '&*', '+@all', '-config');
    const url = new URL(redis.server.url);
    [url.username, url.password] = ['limited', 'pass'];
    await redis.client.config('SET', 'maxmemory-policy', 'volatile-lru');
    const { state } = await redis.process({ url: url.href });
    expect(await state.inspect('database-1')).toEqual([expect.stringContaining('volatile-lru')]);
  });

  it('is nothing, and no error, while it is out of reach', async () => {
    const { state } = await redis.process();
    await redis.server.kill();
    expect(await state.inspect('database-1')).toEqual([]);
  });
});

import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from './support/eventually.js';
import { jtiDenial } from './support/fake-denial-source.js';
import { redisFixture } from './support/redis-fixture.js';

/** Each case leaves Redis answering with less than it was given; nobody may believe it until it is whole again. */
describe('Redis that has lost data', () => {
  const redis = redisFixture();

  it.each<[string, () => Promise<unknown>]>([
    ['everything was flushed', () => redis.client.flushall()],
    ['the set was evicted and its neighbours were not', () => redis.client.del('{m2m}:deny')],
    ['the sentinel was removed', () => redis.client.zrem('{m2m}:deny', '!')],
  ])('cannot tell at once when %s, and denies again after one pass', async (_what, lose) => {
    redis.source.commit(jtiDenial('a'));
    const [server, guard] = [await redis.process(), await redis.guard()];
    expect(await guard.verdict('a')).toBe('denied');
    await lose();
    expect(await guard.state.projection.check({ jti: 'a', epoch: 1, kid: 'k' })).toBe('unknown');
    await server.pass();
    expect(await guard.verdict('a')).toBe('denied');
    expect(await guard.verdict('b')).toBe('live');
  });

  it('cannot tell after a restart without data, and denies again after one pass', async () => {
    redis.source.commit(jtiDenial('a'));
    const process = await redis.process();
    await redis.server.kill();
    expect(await process.verdict('a')).toBe('unknown');
    await redis.server.boot();
    expect(await eventually(() => process.state.ping().then(...settled), 'up')).toBe('up');
    expect(await process.verdict('a')).toBe('unknown');
    await process.pass();
    expect(await eventually(() => process.verdict('a'), 'denied')).toBe('denied');
    expect(await process.verdict('b')).toBe('live');
  });

  it('cannot tell after a restart from an older copy, whole as that looks (inc)', async () => {
    redis.source.commit(jtiDenial('a'));
    const process = await redis.process();
    await redis.client.save();
    const dump = join(redis.server.directory, 'dump.rdb');
    await copyFile(dump, `${dump}.old`);
    await process.state.projection.project(redis.source.commit(jtiDenial('b')));
    await redis.server.kill();
    await copyFile(`${dump}.old`, dump);
    await redis.server.boot();
    // Knows nothing of the newer seq: only the node's identity can tell it.
    const guard = await redis.guard();
    expect(await guard.verdict('a')).toBe('denied');
    expect(await guard.verdict('b')).toBe('unknown');
    await process.pass();
    expect(await guard.verdict('b')).toBe('denied');
    expect(await guard.verdict('c')).toBe('live');
  });

  it('cannot tell while the stamped seq is lower than one it has seen (monotonic seq)', async () => {
    redis.source.commit(jtiDenial('a'));
    redis.source.commit(jtiDenial('other'));
    const process = await redis.process();
    expect(await process.verdict('b')).toBe('live');
    // What the copy says of itself (whole through 1) is not believed either: a pass rebuilds instead of adding on.
    await redis.client.multi().zrem('{m2m}:deny', 'jti:a').hset('{m2m}:meta', 'seq', 1).exec();
    expect(await process.verdict('a')).toBe('unknown');
    await process.pass();
    expect(await process.verdict('a')).toBe('denied');
    expect(await process.verdict('b')).toBe('live');
  });

  it('cannot tell once nobody has confirmed the projection for 300 s', async () => {
    const [server, guard] = [await redis.process(), await redis.guard()];
    expect(await guard.verdict('a')).toBe('live');
    const seconds = await redis.client.ttl('{m2m}:confirmed');
    expect(seconds).toBeGreaterThan(290);
    expect(seconds).toBeLessThanOrEqual(300);
    await redis.client.pexpire('{m2m}:confirmed', 1);
    expect(await eventually(() => redis.client.exists('{m2m}:confirmed'), 0)).toBe(0);
    expect(await guard.verdict('a')).toBe('unknown');
    await server.pass();
    expect(await guard.verdict('a')).toBe('live');
  });

  it('renews the confirmation in a pass that finds the projection whole', async () => {
    const process = await redis.process();
    await redis.client.expire('{m2m}:confirmed', 10);
    await process.pass();
    expect(await redis.client.ttl('{m2m}:confirmed')).toBeGreaterThan(290);
  });

  it('loses trust within a second by itself', async () => {
    const guard = await redis.process();
    expect(await guard.verdict('a')).toBe('live');
    await redis.client.del('{m2m}:confirmed');
    const check = () => guard.state.projection.check({ jti: 'a', epoch: 1, kid: 'k' });
    expect(await eventually(check, 'unknown')).toBe('unknown');
  });
});

const settled = [() => 'up', () => 'down'] as const;

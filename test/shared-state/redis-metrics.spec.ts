import { eventually } from './support/eventually.js';
import { jtiDenial } from './support/fake-denial-source.js';
import { redisFixture } from './support/redis-fixture.js';

describe('the progress of a projection in Redis', () => {
  const redis = redisFixture();

  it('follows what is committed, and counts the rebuilds', async () => {
    const process = await redis.process();
    const { projection } = process.state;
    expect(projection.progress).toMatchObject({ projectedSeq: 0, trusted: true, rebuilds: 1 });
    const before = projection.progress.agreedAt ?? Number.NaN;
    redis.source.commit(jtiDenial('a'));
    await process.pass();
    expect(projection.progress).toMatchObject({ projectedSeq: 1, trusted: true, rebuilds: 1 });
    expect(projection.progress.agreedAt).toBeGreaterThan(before);
    await redis.client.flushall();
    await process.pass();
    expect(projection.progress).toMatchObject({ projectedSeq: 1, trusted: true, rebuilds: 2 });
  });

  it('stands still while Redis is away', async () => {
    const process = await redis.process();
    const { projection } = process.state;
    const { agreedAt } = projection.progress;
    await redis.server.kill();
    redis.source.commit(jtiDenial('a'));
    await process.pass();
    expect(await eventually(() => projection.progress.trusted, false)).toBe(false);
    expect(projection.progress).toEqual({
      projectedSeq: 0,
      timeline: 1,
      agreedAt,
      trusted: false,
      rebuilds: 1,
    });
  });

  it('of a guard that cannot reach the truth is what it has seen stamped, and never an agreement', async () => {
    const server = await redis.process();
    redis.source.commit(jtiDenial('a'));
    await server.pass();
    const { state } = await redis.guard();
    expect(await eventually(() => state.projection.progress.trusted, true)).toBe(true);
    expect(state.projection.progress).toEqual({
      projectedSeq: 1,
      timeline: 1,
      agreedAt: null,
      trusted: true,
      rebuilds: 0,
    });
  });
});

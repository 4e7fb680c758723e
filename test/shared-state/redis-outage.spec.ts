import { eventually } from './support/eventually.js';
import { jtiDenial, tokenOf } from './support/fake-denial-source.js';
import { redisFixture } from './support/redis-fixture.js';

const WINDOW = 60_000;
const settled = [() => 'up', () => 'down'] as const;

describe('Redis that is gone', () => {
  const redis = redisFixture();

  it('starts without it, cannot tell, and is whole when it comes', async () => {
    await redis.server.kill();
    redis.source.commit(jtiDenial('a'));
    const process = await redis.process();
    expect(process.state.projection.projectedOnce).toBe(false);
    expect(process.state.projection.check(tokenOf('a'))).toBe('unknown');
    await redis.server.boot();
    await process.pass();
    expect(await eventually(() => process.verdict('a'), 'denied')).toBe('denied');
    expect(await eventually(() => process.verdict('b'), 'live')).toBe('live');
    expect(process.state.projection.projectedOnce).toBe(true);
  });

  it('acknowledges no revocation; a pass projects it later', async () => {
    const process = await redis.process();
    await redis.server.kill();
    const rows = redis.source.commit(jtiDenial('a'));
    await expect(process.state.projection.project(rows)).rejects.toMatchObject({
      code: 'temporarily_unavailable',
      status: 503,
    });
    await redis.server.boot();
    await process.pass();
    expect(await eventually(() => process.verdict('a'), 'denied')).toBe('denied');
  });

  it('counts on alone, from what it has counted, and never without limit', async () => {
    const { throttle } = (await redis.process()).state;
    for (let n = 0; n < 3; n += 1) await throttle.add('k', 1, WINDOW);
    await redis.server.kill();
    expect((await throttle.add('k', 1, WINDOW)).count).toBe(4);
  });

  it('lists no tokens rather than none (503), and lets issuing go on', async () => {
    const { liveTokens } = (await redis.process()).state;
    await redis.server.kill();
    const now = Math.floor(Date.now() / 1_000) * 1_000;
    expect(() =>
      liveTokens.record('c', { jti: 'a', issuedAt: new Date(now), expiresAt: new Date(now) }),
    ).not.toThrow();
    await expect(liveTokens.list('c')).rejects.toMatchObject({ code: 'temporarily_unavailable' });
  });

  it('says so in a ping, without the address of the server', async () => {
    const { state } = await redis.process();
    await expect(state.ping()).resolves.toBeUndefined();
    await redis.server.kill();
    const error: unknown = await state.ping().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'temporarily_unavailable' });
    expect(JSON.stringify(error)).not.toContain(String(redis.server.port));
  });

  it('reads at once when it is back: messages were lost meanwhile', async () => {
    const { state } = await redis.process();
    await redis.server.kill();
    const told = new Promise<void>((resolve) => state.notifier.subscribe(resolve));
    await redis.server.boot();
    await expect(told).resolves.toBeUndefined();
  });
});

describe('Redis that is full', () => {
  const redis = redisFixture();

  it('acknowledges no revocation, says why by its own word (OOM), and does when there is room', async () => {
    const process = await redis.process();
    await redis.client.config('SET', 'maxmemory', '1');
    const rows = redis.source.commit(jtiDenial('a'));
    await expect(process.state.projection.project(rows)).rejects.toMatchObject({
      status: 503,
      detail: expect.stringContaining('(OOM)') as string,
    });
    await redis.client.config('SET', 'maxmemory', '0');
    await process.pass();
    expect(await process.verdict('a')).toBe('denied');
  });
});

describe('Redis that is frozen', () => {
  const redis = redisFixture({ commandTimeoutMs: 150, connectTimeoutMs: 300 });

  it('keeps nobody waiting: check, revoke, pass, list, count and ping all end', async () => {
    const { state } = await redis.process();
    redis.server.freeze();
    const [verdict, revoke, pass, list, count, ping] = await Promise.all([
      state.projection.check(tokenOf('a')),
      state.projection.project(redis.source.commit(jtiDenial('a'))).then(...settled),
      state.projection.catchUp(redis.source.committed).then(...settled),
      state.liveTokens.list('c').then(...settled),
      state.throttle.add('k', 1, WINDOW),
      state.ping().then(...settled),
    ]);
    expect({ verdict, revoke, pass, list, count: count.count, ping }).toEqual({
      verdict: 'unknown',
      revoke: 'down',
      pass: 'up',
      list: 'down',
      count: 1,
      ping: 'down',
    });
  });

  it('cannot tell without waiting once a comparison went unanswered', async () => {
    const { state } = await redis.process();
    redis.server.freeze();
    await state.projection.compareNow();
    expect(state.projection.check(tokenOf('a'))).toBe('unknown');
  });

  it('is believed again when it thaws', async () => {
    const process = await redis.process();
    redis.server.freeze();
    expect(await process.verdict('a')).toBe('unknown');
    redis.server.thaw();
    const verdict = () => process.pass().then(() => process.verdict('a'));
    expect(await eventually(verdict, 'live')).toBe('live');
  });

  it('can be closed', async () => {
    const { state } = await redis.process();
    redis.server.freeze();
    await expect(state.close()).resolves.toBeUndefined();
  });
});

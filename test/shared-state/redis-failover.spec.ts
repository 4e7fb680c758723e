import { eventually } from './support/eventually.js';
import { jtiDenial } from './support/fake-denial-source.js';
import { redisFixture } from './support/redis-fixture.js';

const NOBODY = 1;

describe('Redis that changes its role', () => {
  const redis = redisFixture();

  it('cannot tell from a replica, and acknowledges nothing there', async () => {
    const process = await redis.process();
    expect(await process.verdict('a')).toBe('live');
    await redis.client.replicaof('127.0.0.1', NOBODY);
    expect(await process.verdict('a')).toBe('unknown');
    const rows = redis.source.commit(jtiDenial('a'));
    await expect(process.state.projection.project(rows)).rejects.toMatchObject({
      code: 'temporarily_unavailable',
    });
  });

  it('acknowledges nothing on a replica that takes writes', async () => {
    const process = await redis.process();
    await redis.client.replicaof('127.0.0.1', NOBODY);
    await redis.client.config('SET', 'replica-read-only', 'no');
    const rows = redis.source.commit(jtiDenial('a'));
    await expect(process.state.projection.project(rows)).rejects.toMatchObject({ status: 503 });
  });

  it('cannot tell after failover and failback under an open connection, until rebuilt (master_replid)', async () => {
    const [server, guard] = [await redis.process(), await redis.guard()];
    expect(await guard.verdict('a')).toBe('live');
    await redis.client.multi().replicaof('127.0.0.1', NOBODY).replicaof('NO', 'ONE').exec();
    expect(await guard.verdict('a')).toBe('unknown');
    await server.pass();
    expect(await eventually(() => guard.verdict('a'), 'live')).toBe('live');
  });

  it('does not vouch for a new node in a pass: only a rebuild stamps it', async () => {
    redis.source.commit(jtiDenial('a'));
    const process = await redis.process();
    await redis.client
      .multi()
      .replicaof('127.0.0.1', NOBODY)
      .replicaof('NO', 'ONE')
      .zrem('{m2m}:deny', 'jti:a')
      .exec();
    const snapshots = redis.source.snapshots;
    await process.pass();
    expect(redis.source.snapshots).toBe(snapshots + 1);
    expect(await eventually(() => process.verdict('a'), 'denied')).toBe('denied');
  });

  it('never writes inc in a pass that is no rebuild', async () => {
    const process = await redis.process();
    const monitor = await redis.client.monitor();
    const commands: string[] = [];
    monitor.on('monitor', (_time, args: string[]) => commands.push(args.join(' ').toLowerCase()));
    redis.source.commit(jtiDenial('a'));
    await process.pass();
    await redis.client.echo('the end');
    expect(await eventually(() => commands.includes('echo the end'), true)).toBe(true);
    monitor.disconnect();
    expect(commands.filter((command) => command.startsWith('hset'))).toEqual([
      'hset {m2m}:meta seq 1 identity database-1 timeline 1 mark 1-1 epoch 1',
    ]);
  });
});

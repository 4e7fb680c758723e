import { once } from 'node:events';
import type { RevocationVerdict } from '../../libs/m2m-auth/src/oauth/ports/revocation-check.js';
import { eventually } from './support/eventually.js';
import { jtiDenial, tokenOf } from './support/fake-denial-source.js';
import { redisFixture } from './support/redis-fixture.js';
import { replicaFixture, STALENESS_MS, type ReplicaUnderTest } from './support/replica-fixture.js';
import type { FakeProcess } from './support/redis-state.js';

const [DENY, META, LOG, CONFIRMED] = ['{m2m}:deny', '{m2m}:meta', '{m2m}:log', '{m2m}:confirmed'];

describe('a copy of the projection in a process', () => {
  const redis = redisFixture();
  const open = replicaFixture(() => redis.server.url);
  let server: FakeProcess;

  beforeEach(async () => {
    redis.source.commit(jtiDenial('old'));
    server = await redis.process();
  });

  const revoke = (...jtis: string[]): Promise<void> =>
    server.state.projection.project(redis.source.commit(...jtis.map((jti) => jtiDenial(jti))));
  const says = ({ replica }: ReplicaUnderTest, ...jtis: string[]): RevocationVerdict[] =>
    jtis.map((jti) => replica.verdictOf(tokenOf(jti)));
  /** After so long nothing that was confirmed before counts any more. */
  const lookLater = async ({ replica, clock }: ReplicaUnderTest): Promise<void> => {
    clock.advance(STALENESS_MS + 1);
    await replica.refresh();
  };

  it('answers from what it read, without asking', async () => {
    const copy = await open();
    expect(says(copy, 'old', 'new')).toEqual(['denied', 'live']);
  });

  it('is believed for as long as is said after a look, counted from before the question, and no longer', async () => {
    const copy = await open();
    copy.clock.advance(STALENESS_MS);
    expect(says(copy, 'old', 'new')).toEqual(['denied', 'live']);
    copy.clock.advance(1);
    expect(says(copy, 'old', 'new')).toEqual(['denied', 'unknown']);
    await copy.replica.refresh();
    expect(says(copy, 'new')).toEqual(['live']);
  });

  it('is as old as the question: an answer that was long under way counts for so much less', async () => {
    const copy = await open();
    const { check } = copy.connections;
    const begin = check.multi.bind(check) as () => ReturnType<typeof check.multi>;
    check.multi = (() => {
      const transaction = begin();
      const carryOut = transaction.exec.bind(transaction);
      transaction.exec = async () => {
        const answers = await carryOut();
        copy.clock.advance(STALENESS_MS);
        return answers;
      };
      return transaction;
    }) as typeof check.multi;
    await lookLater(copy);
    expect(says(copy, 'new')).toEqual(['live']);
    copy.clock.advance(1);
    expect(says(copy, 'new')).toEqual(['unknown']);
  });

  it('looks at everything in one transaction: between two commands the node could be given other data', async () => {
    const copy = await open();
    const monitor = await redis.client.monitor();
    const commands: string[] = [];
    monitor.on('monitor', (_time, [name = '']: string[]) => commands.push(name.toLowerCase()));
    await lookLater(copy);
    await redis.client.echo('the end');
    expect(await eventually(() => commands.includes('echo'), true)).toBe(true);
    monitor.disconnect();
    const look = ['multi', 'info', 'info', 'hmget', 'exists', 'zmscore', 'lrange', 'exec'];
    expect(commands.slice(commands.indexOf('multi'), commands.indexOf('exec') + 1)).toEqual(look);
  });

  it('follows revocations one by one without reading the whole set again', async () => {
    const copy = await open();
    for (let n = 0; n < 40; n += 1) {
      await revoke(`a${n}`, `b${n}`);
      if (n % 20 === 19 || n < 5) {
        await lookLater(copy);
        expect(says(copy, `a${n}`, `b${n}`, 'new')).toEqual(['denied', 'denied', 'live']);
      }
    }
    expect(says(copy, 'a12', 'b17')).toEqual(['denied', 'denied']);
    expect(copy.replica.fullReads).toBe(1);
  });

  it('learns what a loop has added to the projection in place of the process that revoked', async () => {
    const copy = await open();
    redis.source.commit(jtiDenial('a'));
    await server.pass();
    await lookLater(copy);
    expect(says(copy, 'a', 'new')).toEqual(['denied', 'live']);
    expect(copy.replica.fullReads).toBe(1);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['is gone', () => redis.client.del(LOG)],
    ['was cut', () => redis.client.ltrim(LOG, 0, 0)],
    ['holds something else', () => redis.client.lset(LOG, 1, 'anything')],
  ])('reads the whole set when the list of additions %s: nothing in it is needed', async (_what, lose) => {
    const copy = await open();
    await revoke('a');
    await revoke('b', 'c');
    await lose();
    await lookLater(copy);
    expect(says(copy, 'a', 'b', 'c', 'new')).toEqual(['denied', 'denied', 'denied', 'live']);
    expect(copy.replica.fullReads).toBe(2);
  });

  it('reads the whole set when the list was lost and others were added since, as many as are looked at', async () => {
    const copy = await open();
    await revoke('a');
    await redis.client.del(LOG);
    for (let n = 0; n < 20; n += 1) await revoke(`later-${n}`);
    await lookLater(copy);
    expect(says(copy, 'a', 'later-0', 'later-19', 'new')).toEqual(['denied', 'denied', 'denied', 'live']);
  });

  it('learns what is added while it reads the whole set', async () => {
    const copy = await open();
    await redis.client.zadd(DENY, 2 ** 52 + 5, '@');
    const { check } = copy.connections;
    const scan = check.zscan.bind(check) as (...args: unknown[]) => Promise<[string, string[]]>;
    check.zscan = async (...args: unknown[]) => {
      const found = await scan(...args);
      await revoke('meanwhile');
      return found;
    };
    await lookLater(copy);
    expect(copy.replica.fullReads).toBe(2);
    expect(says(copy, 'meanwhile', 'new')).toEqual(['denied', 'live']);
  });

  it('does not take for whole what it has read on two connections', async () => {
    const copy = await open();
    await redis.client.zadd(DENY, 2 ** 52 + 5, '@');
    const { check } = copy.connections;
    const scan = check.zscan.bind(check) as (...args: unknown[]) => Promise<[string, string[]]>;
    check.zscan = async () => {
      check.zscan = scan;
      await redis.client.zadd(DENY, Date.now() + 3_600_000, 'jti:unread');
      const ready = once(check, 'ready');
      await redis.client.client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      await ready;
      return ['0', []];
    };
    await lookLater(copy);
    // One on both, and one after the look that the new connection begins with.
    expect(copy.replica.fullReads).toBe(3);
    expect(says(copy, 'unread', 'new')).toEqual(['denied', 'live']);
  });

  it('does not count on numbers alone: a set that was lost and rebuilt to the same count is another one', async () => {
    const copy = await open();
    const count = await redis.client.zscore(DENY, '#');
    await redis.client.del(DENY);
    redis.source.commit(jtiDenial('a'));
    await server.pass();
    await redis.client.zadd(DENY, Number(count), '#');
    await redis.client.hset(META, 'seq', 1);
    await lookLater(copy);
    expect(says(copy, 'a', 'new')).toEqual(['denied', 'live']);
  });

  it('reads the whole set when fewer additions are counted than it has seen', async () => {
    const copy = await open();
    await revoke('a', 'b', 'c');
    await lookLater(copy);
    await redis.client.zadd(DENY, 2 ** 52, '#');
    await revoke('d');
    await redis.client.lpush(LOG, '1 jti:x', '1 jti:y', '1 jti:z');
    await lookLater(copy);
    expect(says(copy, 'a', 'd', 'new')).toEqual(['denied', 'denied', 'live']);
    expect(copy.replica.fullReads).toBe(2);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['the sentinel is gone', () => redis.client.zrem(DENY, '!')],
    ['the set is gone', () => redis.client.del(DENY)],
    ['everything is gone', () => redis.client.flushall()],
    ['nobody has confirmed it', () => redis.client.del(CONFIRMED)],
    ['the stamp is of a lower seq than was seen', () => redis.client.hset(META, 'seq', 0)],
    ['the stamp is of another node', () => redis.client.hset(META, 'inc', 'other')],
    ['it has become a replica', () => redis.client.replicaof('127.0.0.1', 1)],
    [
      'it has failed over and back',
      () => redis.client.multi().replicaof('127.0.0.1', 1).replicaof('NO', 'ONE').exec(),
    ],
  ])('does not confirm the copy when %s; what it knows stays denied', async (_what, lose) => {
    const copy = await open();
    await lose();
    await lookLater(copy);
    expect(says(copy, 'old', 'new')).toEqual(['denied', 'unknown']);
  });

  it('forgets nothing when an older set is put in place of the one it has read', async () => {
    await revoke('a');
    await server.pass();
    const copy = await open();
    await redis.client.multi().zrem(DENY, 'jti:a').hset(META, 'seq', 1).exec();
    await lookLater(copy);
    expect(says(copy, 'a', 'new')).toEqual(['denied', 'unknown']);
  });

  it('forgets nothing either when it reads such a set as a whole, which nothing else gives away', async () => {
    await revoke('a');
    const copy = await open();
    await redis.client
      .multi()
      .zrem(DENY, 'jti:a')
      .zadd(DENY, 2 ** 52 + 5, '@')
      .exec();
    await lookLater(copy);
    expect(copy.replica.fullReads).toBe(2);
    expect(says(copy, 'a', 'new')).toEqual(['denied', 'live']);
  });

  it('drops what has expired a while ago', async () => {
    const copy = await open();
    const { clock, replica } = copy;
    clock.advance(2 * 3_600_000);
    await replica.refresh();
    expect(says(copy, 'old')).toEqual(['live']);
  });

  it('is given up when it would grow too large, and never answers for what it has left out', async () => {
    await revoke('a', 'b', 'c');
    const copy = await open(3);
    expect(says(copy, 'old', 'a', 'new')).toEqual(['unknown', 'unknown', 'unknown']);
    const reads = copy.replica.fullReads;
    await lookLater(copy);
    expect(copy.replica.fullReads).toBe(reads);
    const larger = await open(5);
    await revoke('d', 'e');
    await larger.replica.refresh();
    expect(says(larger, 'old', 'a', 'e', 'new')).toEqual(['unknown', 'unknown', 'unknown', 'unknown']);
  });

  it('cannot tell from a set that no counting server has filled; a pass makes it one that can be followed', async () => {
    await redis.client.zrem(DENY, '#', '@');
    const copy = await open();
    expect(says(copy, 'new')).toEqual(['unknown']);
    await server.pass();
    await copy.replica.refresh();
    expect(says(copy, 'old', 'new')).toEqual(['denied', 'live']);
  });

  it('is not believed by a process that has stopped', async () => {
    const { state } = await redis.process({ check: 'replica' });
    expect(state.projection.check(tokenOf('new'))).toBe('live');
    await state.close();
    expect(await state.projection.check(tokenOf('new'))).toBe('unknown');
  });

  it('keeps its count from being swept with what has expired', async () => {
    await revoke('a');
    expect(Number(await redis.client.zscore(DENY, '#'))).toBeGreaterThan(Date.UTC(9_999, 0));
    expect(Number(await redis.client.zscore(DENY, '@'))).toBeGreaterThan(Date.UTC(9_999, 0));
    expect(await redis.client.pttl(LOG)).toBeGreaterThan(0);
  });
});

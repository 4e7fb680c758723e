import { TestClock } from '../../../../../test/support/domain.js';
import { systemRandom } from '../../crypto/system-random.js';
import type { JsonObject } from '../../oauth/json.js';
import { PersistenceError } from '../stores/persistence-errors.js';
import type { AuditRecord } from './audit-event-store.js';
import type { AuditEvent, TimedAuditEvent } from './audit-event.js';
import { AuditQueue } from './audit-queue.js';
import { TokenTraffic } from './token-traffic.js';
import type { TrafficKind } from './traffic-buckets.js';

const EXCHANGE = 'oauth.token.exchange.success';
const ADDRESS = '192.0.2.1';

const eventOf = (overrides: Partial<AuditEvent> = {}): AuditEvent => ({
  event: EXCHANGE,
  success: true,
  clientId: 'a',
  organizationId: null,
  ip: ADDRESS,
  metadata: { secretId: 's', scope: 'r' },
  ...overrides,
});
const kindOf = (key: string, overrides: Partial<AuditEvent> = {}): TrafficKind => ({
  key,
  first: eventOf(overrides),
  common: { secretId: 's' },
});

describe('the audit of token traffic', () => {
  let clock: TestClock;
  let stored: TimedAuditEvent[];
  let appends: number;
  let fails: PersistenceError | null;
  let errors: unknown[];
  let forwarded: TimedAuditEvent[];
  let traffic: TokenTraffic;

  beforeEach(() => {
    clock = new TestClock();
    [stored, errors, forwarded] = [[], [], []];
    appends = 0;
    fails = null;
    const append = async (records: readonly AuditRecord[]): Promise<void> => {
      appends += 1;
      await Promise.resolve();
      if (fails) throw fails;
      stored.push(...records);
    };
    const queue = new AuditQueue({
      store: { append },
      forwarder: { forward: (events) => void forwarded.push(...events) },
      clock,
      random: systemRandom,
      onError: (error) => void errors.push(error),
    });
    traffic = new TokenTraffic(queue, clock);
  });

  const seen = (key: string, address = ADDRESS): void => {
    if (!traffic.again(EXCHANGE, key, address)) traffic.begin(kindOf(key), address);
  };
  const counts = (): unknown[] => stored.map(({ metadata }) => metadata['count'] ?? 'whole');

  it('writes the first of a kind whole and at once, and of the rest of its minute how many', async () => {
    seen('s');
    await traffic.tick();
    expect(stored).toEqual([
      expect.objectContaining({ ...eventOf(), at: new Date(clock.wall) }) as TimedAuditEvent,
    ]);
    const firstAt = new Date(clock.wall + 1_000).toISOString();
    for (let second = 0; second < 3; second += 1) {
      clock.advance(1_000);
      seen('s');
      await traffic.tick();
    }
    expect(counts()).toEqual(['whole']);
    const lastAt = new Date(clock.wall).toISOString();
    clock.advance(57_000);
    await traffic.tick();
    expect(counts()).toEqual(['whole', 3]);
    expect(stored[1]).toMatchObject({
      event: EXCHANGE,
      clientId: 'a',
      ip: ADDRESS,
      metadata: { secretId: 's', count: 3, firstAt, lastAt },
      at: new Date(lastAt),
    });
    expect(stored[1]?.metadata).not.toHaveProperty('scope');
  });

  it('writes nothing more of a kind that was seen once, and begins anew after its minute', async () => {
    seen('s');
    clock.advance(60_000);
    await traffic.tick();
    seen('s');
    await traffic.tick();
    expect(counts()).toEqual(['whole', 'whole']);
    expect(traffic.metrics).toEqual({ recorded: 2, written: 2, waiting: 0, dropped: 0, kinds: 1 });
  });

  it('asks the store for nothing while nothing happens', async () => {
    await traffic.tick();
    seen('s');
    await traffic.tick();
    await traffic.tick();
    expect(appends).toBe(1);
  });

  it('names no address for a count over several', async () => {
    for (const address of [ADDRESS, ADDRESS, '192.0.2.2']) seen('s', address);
    await traffic.stop();
    expect(stored.map(({ ip }) => ip)).toEqual([ADDRESS, null]);
  });

  it('writes the minutes that are not over when it stops, also what came while it was writing', async () => {
    seen('s');
    const writing = traffic.tick();
    seen('s');
    seen('t');
    expect(await traffic.stop()).toBe(0);
    await writing;
    expect(counts()).toEqual(['whole', 'whole', 1]);
  });

  it('tells the sink of what is stored, and only of that', async () => {
    seen('s');
    fails = new PersistenceError('unavailable');
    await traffic.tick();
    expect(forwarded).toEqual([]);
    fails = null;
    await traffic.tick();
    expect(forwarded).toEqual([{ ...eventOf(), at: new Date(clock.wall) }]);
  });

  describe('while the store cannot be reached', () => {
    beforeEach(() => {
      fails = new PersistenceError('unavailable');
    });

    it('goes on counting in what it has, and writes all of it afterwards', async () => {
      for (let minute = 0; minute < 100; minute += 1) {
        seen('s');
        seen('t');
        await traffic.tick();
        clock.advance(60_000);
      }
      // Two records, however long it takes: those minutes are not closed.
      expect(traffic.metrics).toMatchObject({ recorded: 200, waiting: 2, kinds: 2, dropped: 0 });
      expect(errors).toHaveLength(100);
      fails = null;
      await traffic.tick();
      await traffic.tick();
      expect(counts()).toEqual(['whole', 'whole', 99, 99]);
    });

    it('is bounded: what has no room is counted, and the count is told when the store is back', async () => {
      for (let number = 0; number < 25_000; number += 1) seen(`s${number}`);
      await traffic.tick();
      expect(traffic.metrics).toMatchObject({
        recorded: 25_000,
        waiting: 10_000,
        kinds: 20_000,
        dropped: 5_000,
      });
      fails = null;
      expect(await traffic.stop()).toBe(0);
      const dropped = stored.filter(({ event }) => event === 'audit.dropped');
      expect(dropped).toEqual([
        expect.objectContaining({
          success: false,
          clientId: null,
          metadata: { count: 5_000 },
        }) as TimedAuditEvent,
      ]);
      expect(sumOf(stored)).toBe(25_000);
    });

    it('says how many records are lost when it has to stop', async () => {
      seen('s');
      seen('s');
      expect(await traffic.stop()).toBe(2);
    });

    it('refuses what has to be stored first', async () => {
      await expect(traffic.store(eventOf())).rejects.toMatchObject({ name: 'PersistenceError' });
      expect(traffic.metrics.recorded).toBe(0);
    });
  });

  describe('of strangers', () => {
    const failed = (name: string, prefix: string): void => {
      const event = 'oauth.token.exchange.failure';
      const keys = [`${prefix} ${name}`, prefix, ''] as const;
      traffic.unknown(event, keys, prefix, (coarseness) => {
        const common: JsonObject = coarseness === 0 ? { name } : { coarseness };
        const first = eventOf({ event, clientId: null, ip: prefix, metadata: common });
        return { key: keys[coarseness] ?? '', common, first };
      });
    };

    it('fills neither memory nor table, whatever names and addresses are made up', async () => {
      for (let number = 0; number < 20_000; number += 1) {
        failed(`name-${number}`, `10.0.${number % 200}.${number % 199}`);
      }
      expect(traffic.metrics.kinds).toBeLessThanOrEqual(501);
      await traffic.stop();
      expect(stored.length).toBeLessThanOrEqual(1_002);
      expect(sumOf(stored)).toBe(20_000);
    });

    it('fills no more than an hourly budget of rows from varied addresses, and counts the rest exactly', async () => {
      for (let minute = 0; minute < 60; minute += 1) {
        for (let number = 0; number < 300; number += 1) failed('name', `10.${minute}.${number}.0`);
        await traffic.tick();
        clock.advance(60_000);
      }
      await traffic.tick();
      // 1,000 of the budget, and a count each ten minutes of what went beyond it.
      expect(stored.length).toBeLessThanOrEqual(1_000 + 6);
      expect(stored.length).toBeGreaterThan(500);
      failed('later', '192.0.2.1');
      await traffic.stop();
      expect(sumOf(stored)).toBe(60 * 300 + 1);
      expect(stored.map(({ metadata }) => metadata['name'])).toContain('later');
    });

    it('takes no room from clients, and leaves others theirs once the minute is over', async () => {
      for (let number = 0; number < 1_000; number += 1) failed(`name-${number}`, '10.0.0.1');
      seen('s');
      await traffic.tick();
      expect(stored.filter(({ clientId }) => clientId === 'a')).toHaveLength(1);
      clock.advance(60_000);
      await traffic.tick();
      failed('another', '10.0.0.2');
      await traffic.tick();
      expect(stored.at(-1)?.metadata).toEqual({ name: 'another' });
    });
  });
});

/** How many events the records stand for. */
const sumOf = (records: readonly TimedAuditEvent[]): number =>
  records.reduce((sum, { metadata }) => sum + Number(metadata['count'] ?? 1), 0);

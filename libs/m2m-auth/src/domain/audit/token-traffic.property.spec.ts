import fc from 'fast-check';
import { TestClock } from '../../../../../test/support/domain.js';
import { systemRandom } from '../../crypto/system-random.js';
import { PersistenceError } from '../stores/persistence-errors.js';
import type { AuditRecord } from './audit-event-store.js';
import { AuditQueue } from './audit-queue.js';
import { TokenTraffic } from './token-traffic.js';
import type { TrafficKind } from './traffic-buckets.js';

type Step =
  | { readonly do: 'record'; readonly key: string; readonly address: string }
  | { readonly do: 'stranger'; readonly key: string }
  | { readonly do: 'tick'; readonly store: Outcome }
  | { readonly do: 'wait'; readonly ms: number };

/** `lost`: stored, but the answer does not arrive. */
type Outcome = 'stored' | 'unavailable' | 'lost';

const key = fc.constantFrom('a', 'b', 'c', 'poison');
const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant('record' as const), key, address: key }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('stranger' as const), key }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('tick' as const),
        store: fc.constantFrom<Outcome>('stored', 'unavailable', 'lost'),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 90_000 }) }),
    },
  ),
  { maxLength: 80 },
);

const kindOf = (name: string, stranger: boolean): TrafficKind => ({
  key: name,
  common: { name },
  first: {
    event: stranger ? 'oauth.token.exchange.failure' : 'oauth.token.exchange.success',
    success: !stranger,
    clientId: stranger ? null : name,
    organizationId: null,
    ip: null,
    metadata: { name },
  },
});

/** Knows a record that is sent again, as the real stores do, and never takes one that holds `poison`. */
class FlakyStore {
  readonly records = new Map<string, AuditRecord>();
  outcome: Outcome = 'stored';

  async append(records: readonly AuditRecord[]): Promise<void> {
    await Promise.resolve();
    if (this.outcome === 'unavailable') throw new PersistenceError('unavailable');
    if (records.some(({ metadata }) => metadata['name'] === 'poison')) throw new PersistenceError('22P05');
    for (const record of records) this.records.set(record.recordId, record);
    if (this.outcome === 'lost') throw new PersistenceError('timeout');
  }

  get sum(): number {
    const counts = [...this.records.values()].map(({ metadata }) => Number(metadata['count'] ?? 1));
    return counts.reduce((sum, count) => sum + count, 0);
  }
}

describe('the audit of token traffic, in any order of requests, writes and outages', () => {
  const run = async (sequence: readonly Step[]): Promise<void> => {
    const clock = new TestClock();
    const store = new FlakyStore();
    const onError = (): void => undefined;
    const queue = new AuditQueue({ store, forwarder: null, clock, random: systemRandom, onError });
    const traffic = new TokenTraffic(queue, clock);
    const ticks: Promise<void>[] = [];
    let recorded = 0;
    for (const step of sequence) {
      if (step.do === 'wait') clock.advance(step.ms);
      if (step.do === 'tick') {
        store.outcome = step.store;
        // Not awaited: what follows comes while it is being written.
        ticks.push(traffic.tick());
        if (step.store !== 'stored') await Promise.all(ticks);
      }
      if (step.do === 'record') {
        recorded += 1;
        if (!traffic.again('oauth.token.exchange.success', step.key, step.address)) {
          traffic.begin(kindOf(step.key, false), step.address);
        }
      }
      if (step.do === 'stranger') {
        recorded += 1;
        const keys = [step.key, 'x', 'y'] as const;
        const kind = (coarseness: number): TrafficKind => kindOf(keys[coarseness] ?? '', true);
        traffic.unknown('oauth.token.exchange.failure', keys, undefined, kind);
      }
    }
    await Promise.all(ticks);
    store.outcome = 'stored';
    expect(await traffic.stop()).toBe(0);
    expect(store.sum).toBe(recorded);
    expect(traffic.metrics).toMatchObject({ recorded, waiting: 0, kinds: 0, written: store.records.size });
  };

  it('counts every event once: the sum of what is stored is the number of what happened', async () => {
    await fc.assert(fc.asyncProperty(steps, run), { numRuns: 300 });
  });
});

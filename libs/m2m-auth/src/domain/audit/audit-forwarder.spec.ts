import { heldBack } from '../../../../../test/support/domain.js';
import type { TimedAuditEvent } from './audit-event.js';
import { AuditForwarder, AuditSinkBehindError } from './audit-forwarder.js';

const eventOf = (clientId: string): TimedAuditEvent => ({
  event: 'oauth.client.updated',
  success: true,
  clientId,
  organizationId: null,
  ip: null,
  metadata: {},
  at: new Date(0),
});
const events = (count: number): TimedAuditEvent[] => Array.from({ length: count }, (_, n) => eventOf(`${n}`));

describe("a host's sink of audit events", () => {
  it('is told of batches one after another, in order', async () => {
    const batches: number[] = [];
    let within = 0;
    const forwarder = new AuditForwarder(
      {
        write: async (batch) => {
          expect((within += 1)).toBe(1);
          await Promise.resolve();
          within -= 1;
          batches.push(batch.length);
        },
      },
      (error) => {
        throw error;
      },
    );
    forwarder.forward(events(700));
    forwarder.forward(events(1));
    await forwarder.settle(1_000);
    expect(batches).toEqual([500, 201]);
  });

  it('harms nobody when it throws or rejects: it is reported, and told of the next', async () => {
    const errors: unknown[] = [];
    const told: (string | null)[] = [];
    const forwarder = new AuditForwarder(
      {
        write: ([event]) => {
          told.push(event?.clientId ?? null);
          if (event?.clientId === 'throws') throw new Error('thrown');
          return event?.clientId === 'rejects' ? Promise.reject(new Error('rejected')) : undefined;
        },
      },
      (error) => void errors.push(error),
    );
    for (const clientId of ['throws', 'rejects', 'fine']) {
      expect(() => forwarder.forward([eventOf(clientId)])).not.toThrow();
      await forwarder.settle(1_000);
    }
    expect(told).toEqual(['throws', 'rejects', 'fine']);
    expect(errors).toEqual([new Error('thrown'), new Error('rejected')]);
  });

  it('is passed by when it hangs: memory is bounded, and nobody waits for it', async () => {
    const { promise } = heldBack<void>();
    const errors: unknown[] = [];
    const forwarder = new AuditForwarder({ write: () => promise }, (error) => void errors.push(error));
    for (let round = 0; round < 3; round += 1) {
      forwarder.forward(events(6_000));
      await Promise.resolve();
    }
    await forwarder.settle(1);
    expect(errors.every((error) => error instanceof AuditSinkBehindError)).toBe(true);
    const passedBy = errors.reduce<number>((sum, error) => sum + (error as AuditSinkBehindError).passedBy, 0);
    expect(passedBy).toBeGreaterThanOrEqual(18_000 - 10_000 - 500);
  });
});

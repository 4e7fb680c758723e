import { startProcess } from '../../../../../test/support/domain.js';
import { ChangeWriter } from '../changes/change-writer.js';
import type { AuditActor } from './audit-actor.js';
import type { AuditEvent, TimedAuditEvent } from './audit-event.js';
import { AuditTrail } from './audit-trail.js';

const EVENT: AuditEvent = {
  event: 'oauth.client.updated',
  success: true,
  clientId: 'a',
  organizationId: null,
  ip: null,
  metadata: { changed: ['name'] },
};

describe('the trail of changes', () => {
  const start = async (actor: AuditActor | undefined) => {
    const { persistence, feed, state, clock, history } = await startProcess();
    const told: TimedAuditEvent[] = [];
    const trail = new AuditTrail(
      { current: () => actor },
      { forward: (events) => void told.push(...events) },
      clock,
    );
    const writer = new ChangeWriter(persistence, feed, state.projection, state.notifier, trail, history);
    const stored = () => persistence.auditEvents.list({ limit: 10 }, {});
    return { writer, told, stored };
  };

  it('names who has made a change: the address, and the place of the internal API key', async () => {
    const { writer, stored } = await start({ ip: '192.0.2.7', internalApiKey: 2 });
    await writer.write(async (tx) => {
      await tx.audit(EVENT);
      return { result: undefined, changes: [], denials: [] };
    });
    expect(await stored()).toMatchObject([
      { ip: '192.0.2.7', metadata: { changed: ['name'], internalApiKey: 2 } },
    ]);
  });

  it('leaves open what is not known', async () => {
    const { writer, stored } = await start(undefined);
    await writer.write(async (tx) => {
      await tx.audit(EVENT);
      return { result: undefined, changes: [], denials: [] };
    });
    expect(await stored()).toMatchObject([{ ip: null, metadata: { changed: ['name'] } }]);
  });

  it('tells the sink of what was committed, after it, and of nothing else', async () => {
    const { writer, told, stored } = await start(undefined);
    await writer.write(async (tx) => {
      await tx.audit(EVENT);
      expect(told).toEqual([]);
      return { result: undefined, changes: [], denials: [] };
    });
    const failing = writer.write(async (tx) => {
      await tx.audit(EVENT);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(told).toEqual([{ ...EVENT, at: expect.any(Date) as Date }]);
    expect(await stored()).toHaveLength(1);
  });
});

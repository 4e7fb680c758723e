import type { Clock } from '../../oauth/ports/clock.js';
import type { AuditTransaction } from './audit-event-store.js';
import type { ActorSource } from './audit-actor.js';
import type { AuditEvent } from './audit-event.js';
import type { AuditForwarder } from './audit-forwarder.js';

/** Puts into the events of a change who has made it, and tells the host's sink of them once they are committed. */
export class AuditTrail {
  constructor(
    private readonly actors: ActorSource,
    private readonly forwarder: Pick<AuditForwarder, 'forward'> | null,
    private readonly clock: Clock,
  ) {}

  /** The same transaction, whose events bear the actor's name. They are added to `written`. */
  follow<Tx extends AuditTransaction>(tx: Tx, written: AuditEvent[]): Tx {
    return {
      ...tx,
      audit: async (event: AuditEvent) => {
        const attributed = this.attributed(event);
        await tx.audit(attributed);
        written.push(attributed);
      },
    };
  }

  committed(events: readonly AuditEvent[]): void {
    if (this.forwarder === null || events.length === 0) return;
    const at = new Date(this.clock.now());
    this.forwarder.forward(events.map((event) => ({ ...event, at })));
  }

  private attributed(event: AuditEvent): AuditEvent {
    const actor = this.actors.current();
    if (!actor) return event;
    const { ip, internalApiKey } = actor;
    const metadata = internalApiKey === null ? event.metadata : { ...event.metadata, internalApiKey };
    return { ...event, ip: event.ip ?? ip, metadata };
  }
}

import type { TimedAuditEvent } from './audit-event.js';
import type { AuditSink } from './audit-sink.js';

const MOST_WAITING = 10_000;
const BATCH = 500;

/** The sink was too slow for what happened. */
export class AuditSinkBehindError extends Error {
  constructor(readonly passedBy: number) {
    super('audit.sink is too slow: events have passed it by');
    this.name = 'AuditSinkBehindError';
  }
}

/** Tells a host's sink of events, one batch at a time and behind everybody's back. Bounded; never throws or rejects. */
export class AuditForwarder {
  private waiting: TimedAuditEvent[] = [];
  private running: Promise<void> | undefined;

  constructor(
    private readonly sink: AuditSink,
    private readonly onError: (error: unknown) => void,
  ) {}

  forward(events: readonly TimedAuditEvent[]): void {
    const room = MOST_WAITING - this.waiting.length;
    for (const event of events.slice(0, room)) this.waiting.push(event);
    if (events.length > room) this.onError(new AuditSinkBehindError(events.length - room));
    this.running ??= this.run().finally(() => {
      this.running = undefined;
    });
  }

  /** Resolves when everything was told, or after `limitMs`: a sink that hangs does not hold a process up. */
  async settle(limitMs: number): Promise<void> {
    if (!this.running) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, limitMs);
    });
    await Promise.race([this.running, late]);
    clearTimeout(timer);
  }

  private async run(): Promise<void> {
    // Not in the same breath as the change it tells of: a sink that computes must not delay its answer.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const batch = this.waiting.slice(0, BATCH);
      this.waiting = this.waiting.slice(BATCH);
      try {
        await this.sink.write(batch);
      } catch (error) {
        this.onError(error);
      }
    }
  }
}

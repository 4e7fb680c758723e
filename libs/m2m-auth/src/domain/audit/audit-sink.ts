import type { TimedAuditEvent } from './audit-event.js';

/**
 * Where a host has audit events sent beside the table, a SIEM for example: the option `audit.sink`. It is told after they
 * were committed, in batches, one call after another, and each event at most once. A sink that fails or is slow harms
 * nobody: its failures are logged, and when it is too far behind, events pass it by and are counted in the log. Events of
 * changes in a host's own transaction are not told: only the host knows whether it has committed.
 *
 * @example
 * class SiemSink implements AuditSink {
 *   async write(events: readonly TimedAuditEvent[]) { await this.siem.send(events); }
 * }
 */
export interface AuditSink {
  /** May reject or throw. Copies what it wants to keep. */
  write(events: readonly TimedAuditEvent[]): void | Promise<void>;
}

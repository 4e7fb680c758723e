import type { RevocationReader } from '../../domain/changes/change-store.js';
import { DENIAL_SLACK_MS } from '../../domain/stores/retention.js';
import { denialMember, membersOf } from '../../domain/changes/denial.js';
import type { Clock } from '../../oauth/ports/clock.js';
import { markOf, type MemoryTables } from './memory-persistence-tables.js';

/** Reads of what has been committed. Each is done in one go, and so is its own snapshot. */
export const memoryRevocationReader = (tables: MemoryTables, clock: Clock): RevocationReader => ({
  isDenied: async (token) => membersOf(token).some((member) => tables.denials.has(member)),
  changesAfter: async (after, remembered = after) => {
    const truncated = after < tables.purgedThrough;
    return {
      changes: truncated
        ? []
        : tables.changes
            .filter((change) => change.seq > after)
            .map(({ seq, kind, subject }) => ({ seq, kind, subject })),
      committed: tables.counter,
      truncated,
      position: tables.position,
      markThen: remembered <= tables.counter ? markOf(remembered) : null,
    };
  },
  denialsBetween: async (after, through) =>
    [...tables.denials.values()]
      .filter((denial) => denial.seq > after && denial.seq <= through)
      .sort((a, b) => a.seq - b.seq || (denialMember(a) < denialMember(b) ? -1 : 1)),
  snapshotDenials: async () => ({
    denials: [...tables.denials.values()].filter(
      (denial) => denial.expiresAt.getTime() > clock.now() - DENIAL_SLACK_MS,
    ),
    position: tables.position,
  }),
});

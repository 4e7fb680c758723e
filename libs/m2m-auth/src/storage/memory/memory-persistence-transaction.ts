import { copyOf } from './memory-persistence-copy.js';
import type { Recorded } from '../../domain/changes/history-revision.js';
import type { Transaction } from '../../domain/persistence/persistence.js';
import type { Change } from '../../domain/changes/change.js';
import { type CommittedDenial, type Denial, denialMember } from '../../domain/changes/denial.js';
import { memoryPosition, reviseMemoryHistory } from './memory-persistence-history.js';
import { markOf } from './memory-persistence-tables.js';
import { memoryApiKeyWrites } from './memory-persistence-api-key-writes.js';
import { memoryClientWrites } from './memory-persistence-client-writes.js';
import {
  memoryInitialAccessTokenWrites,
  memoryRegistrationWrites,
} from './memory-persistence-registration-writes.js';
import { memoryConfigurationWrites } from './memory-persistence-configuration-writes.js';
import { memoryOrganizationWrites } from './memory-persistence-organization-writes.js';
import { memorySigningKeyWrites } from './memory-persistence-signing-key-writes.js';
import type { Staging } from './memory-persistence-staging.js';

const changeOfDenial = (denial: Denial): Omit<Change, 'seq'> => ({
  kind: 'denial',
  subject: denialMember(denial),
});

const record = (
  staging: Staging,
  { changes, denials, remembered }: Parameters<Transaction['record']>[0],
): Recorded => {
  if (changes.length === 0 && denials.length === 0) return { denials: [], position: null, markThen: null };
  staging.counter += 1;
  const seq = staging.counter;
  const told = changes.length > 0 ? changes : denials.map(changeOfDenial);
  for (const change of told) staging.changes.push({ ...change, seq, recordedAt: staging.clock.now() });
  const committed = new Map<string, CommittedDenial>();
  for (const { kind, id, expiresAt, epoch } of denials) {
    const member = denialMember({ kind, id });
    const stored = staging.denials.get(member);
    const before = stored?.expiresAt ?? expiresAt;
    const agreed = stored === undefined || stored.epoch === epoch;
    const denial = {
      ...{ kind, id, expiresAt: before > expiresAt ? before : new Date(expiresAt), seq },
      // Of two words about it that differ neither is kept.
      ...(agreed && epoch !== undefined && { epoch }),
    };
    staging.denials.set(member, denial);
    committed.set(member, denial);
  }
  const markThen = remembered !== undefined && remembered < seq ? markOf(remembered) : null;
  return { denials: [...committed.values()], position: memoryPosition(staging), markThen };
};

/** A transaction of the in-memory persistence: everything it writes waits in `staging`. */
export const memoryTransaction = (staging: Staging): Transaction => ({
  clients: memoryClientWrites(staging),
  organizations: memoryOrganizationWrites(staging),
  apiKeys: memoryApiKeyWrites(staging),
  signingKeys: memorySigningKeyWrites(staging),
  initialAccessTokens: memoryInitialAccessTokenWrites(staging),
  registrations: memoryRegistrationWrites(staging),
  configuration: memoryConfigurationWrites(staging),
  nextEpoch: () => staging.step(() => staging.nextEpoch()),
  now: () => staging.step(() => new Date(staging.clock.now())),
  record: (entries) => staging.step(() => record(staging, entries)),
  reviseHistory: (revision) => staging.step(() => reviseMemoryHistory(staging, revision)),
  audit: (event) =>
    staging.step(() => {
      staging.auditEvents.push({ ...copyOf(event), at: staging.startedAt() });
    }),
});

import type { HistoryRevision, RevisedHistory } from '../../domain/changes/history-revision.js';
import { denialMember } from '../../domain/changes/denial.js';
import { markOf } from './memory-persistence-tables.js';
import type { Staging } from './memory-persistence-staging.js';

const EPOCH_SLACK = 1_000;

/** What {@link Transaction.reviseHistory} does, for the contract: memory itself never goes back. */
export const reviseMemoryHistory = (
  staging: Staging,
  { expected, seen, denials, epochsExpireAt }: HistoryRevision,
): RevisedHistory => {
  const began = expected !== null && expected.timeline === staging.timeline;
  const seq = Math.max(staging.counter, seen.seq) + 1;
  const missing = denials.filter(
    (denial) =>
      denial.expiresAt.getTime() > staging.clock.now() && !staging.denials.has(denialMember(denial)),
  );
  for (const denial of missing) staging.denials.set(denialMember(denial), { ...denial, seq });
  const revised = { began, recovered: missing.length, lostEpochs: 0, renewedSecrets: 0 };
  const unseen = seen.epoch > staging.lastEpoch;
  if (!began && !unseen && missing.length === 0) {
    return { ...revised, endedKeys: [], position: memoryPosition(staging) };
  }
  if (began || unseen) {
    const through = Math.max(staging.lastEpoch, seen.epoch) + EPOCH_SLACK;
    revised.lostEpochs = denyLostEpochs(staging, { through, seq, expiresAt: epochsExpireAt });
    staging.raiseEpochs(through);
  }
  if (began) {
    staging.timeline = Math.max(staging.timeline, seen.timeline) + 1;
  }
  revised.renewedSecrets = renewDeniedSecrets(staging);
  const endedKeys = retireDeniedKeys(staging);
  staging.counter = seq;
  staging.purgedThrough = seq;
  const recordedAt = staging.clock.now();
  staging.changes.push({ kind: 'timeline', subject: String(staging.timeline), seq, recordedAt });
  return { ...revised, endedKeys, position: memoryPosition(staging) };
};

/** Where a transaction stands that is about to be committed. */
export const memoryPosition = ({
  identity,
  timeline,
  counter,
  lastEpoch,
}: Staging): RevisedHistory['position'] => ({
  identity,
  timeline,
  seq: counter,
  mark: markOf(counter),
  epoch: lastEpoch,
});

const denyLostEpochs = (
  staging: Staging,
  { through, seq, expiresAt }: { through: number; seq: number; expiresAt: Date },
): number => {
  const stored = [...staging.secrets.values()].flat();
  const carried = new Set(stored.filter(({ revokedAt }) => revokedAt === null).map(({ epoch }) => epoch));
  const highest = Math.max(0, ...stored.map(({ epoch }) => epoch));
  let denied = 0;
  for (let epoch = Math.max(1, highest - EPOCH_SLACK); epoch <= through; epoch += 1) {
    const denial = { kind: 'epoch' as const, id: String(epoch), expiresAt, seq };
    if (carried.has(epoch) || staging.denials.has(denialMember(denial))) continue;
    staging.denials.set(denialMember(denial), denial);
    denied += 1;
  }
  return denied;
};

const renewDeniedSecrets = (staging: Staging): number => {
  let renewed = 0;
  for (const [client, secrets] of [...staging.secrets.entries()]) {
    const changed = secrets.map((secret) => {
      const denied = staging.denials.has(denialMember({ kind: 'epoch', id: String(secret.epoch) }));
      if (!denied || secret.revokedAt !== null) return secret;
      renewed += 1;
      return { ...secret, epoch: staging.nextEpoch() };
    });
    staging.secrets.set(client, changed);
  }
  return renewed;
};

const retireDeniedKeys = (staging: Staging): readonly string[] => {
  const denied = [...staging.signingKeys.values()].filter(
    ({ kid, state }) => state !== 'retired' && staging.denials.has(denialMember({ kind: 'kid', id: kid })),
  );
  const retiredAt = new Date(staging.clock.now());
  for (const key of denied) {
    staging.signingKeys.set(key.kid, { ...key, state: 'retired', retiredAt, sealedPrivateKey: null });
  }
  return denied.map(({ kid }) => kid);
};

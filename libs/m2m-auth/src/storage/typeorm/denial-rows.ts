import type { CommittedDenial, DenialKind } from '../../domain/changes/denial.js';

/** A row of `m2m_revocations`, as text: neither the session nor the host's type parsers change what it says. */
export interface DenialRow {
  kind: DenialKind;
  id: string;
  expires_ms: string;
  seq: string;
  epoch: string | null;
}

/** The columns of {@link DenialRow}, of the table or row called `denial`. */
export const DENIAL = `denial.kind, denial.id, denial.seq::text AS seq, denial.epoch::text AS epoch,
  round(extract(epoch FROM denial.expires_at) * 1000)::text AS expires_ms`;

export const toDenial = (row: DenialRow): CommittedDenial => ({
  kind: row.kind,
  id: row.id,
  expiresAt: new Date(Number(row.expires_ms)),
  seq: Number(row.seq),
  ...(row.epoch !== null && { epoch: Number(row.epoch) }),
});

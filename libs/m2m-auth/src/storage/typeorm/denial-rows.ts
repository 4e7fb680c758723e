import type { CommittedDenial, DenialKind } from '../../domain/revocation/denial.js';

/** A row of `m2m_revocations` as the driver gives it. */
export interface DenialRow {
  kind: DenialKind;
  id: string;
  expires_at: Date | string;
  seq: string | number;
  epoch: string | number | null;
}

// A host may have taught the driver to give timestamps as text.
const toDate = (value: Date | string): Date => (value instanceof Date ? value : new Date(value));

export const toDenial = (row: DenialRow): CommittedDenial => ({
  kind: row.kind,
  id: row.id,
  expiresAt: toDate(row.expires_at),
  seq: Number(row.seq),
  ...(row.epoch !== null && { epoch: Number(row.epoch) }),
});

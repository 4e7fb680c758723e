import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ChangeKind } from '../../../domain/changes/change.js';
import { integer } from './integer.transformer.js';

/** A row of `m2m_changes`, the commit-ordered feed that caches follow. */
@Entity({ name: 'm2m_changes', synchronize: false })
export class M2MChange {
  @PrimaryColumn('bigint', { name: 'seq', transformer: integer })
  seq!: number;

  /** The place among the changes of one transaction, which share their `seq`. */
  @PrimaryColumn('integer', { name: 'ordinal' })
  ordinal!: number;

  @Column('text', { name: 'kind' })
  kind!: ChangeKind;

  @Column('text', { name: 'subject' })
  subject!: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'clock_timestamp()' })
  createdAt!: Date;

  /** The mark of its `seq`; null in rows of releases before there were any. */
  @Column('uuid', { name: 'mark', nullable: true })
  mark!: string | null;
}

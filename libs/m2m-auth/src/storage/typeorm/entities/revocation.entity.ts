import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DenialKind } from '../../../domain/changes/denial.js';
import { integer } from './integer.transformer.js';

/** A row of `m2m_revocations`: a denial. */
@Entity({ name: 'm2m_revocations', synchronize: false })
export class M2MRevocation {
  @PrimaryColumn('text', { name: 'kind' })
  kind!: DenialKind;

  @PrimaryColumn('text', { name: 'id' })
  id!: string;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt!: Date;

  @Column('bigint', { name: 'seq', transformer: integer })
  seq!: number;

  /** Of a jti: what its token carries; null when nobody knew. */
  @Column('bigint', { name: 'epoch', nullable: true, transformer: integer })
  epoch!: number | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}

import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { JsonObject } from '../../../oauth/json.js';
import { integer } from './integer.transformer.js';

/** A row of `m2m_audit_events`. */
@Entity({ name: 'm2m_audit_events', synchronize: false })
export class M2MAuditEvent {
  @PrimaryColumn('bigint', { name: 'id', transformer: integer })
  id!: number;

  @Column('text', { name: 'event' })
  event!: string;

  @Column('boolean', { name: 'success' })
  success!: boolean;

  /** As text and without a foreign key: what happened outlives whom it happened to. */
  @Column('text', { name: 'client_id', nullable: true })
  clientId!: string | null;

  @Column('text', { name: 'organization_id', nullable: true })
  organizationId!: string | null;

  @Column('text', { name: 'ip', nullable: true })
  ip!: string | null;

  @Column('jsonb', { name: 'metadata' })
  metadata!: JsonObject;

  @Column({ type: 'timestamptz', name: 'at', precision: 3, default: () => 'now()' })
  at!: Date;

  /** Of a record that was sent from a queue: sent again, it is not stored again. */
  @Column('uuid', { name: 'record_id', nullable: true })
  recordId!: string | null;
}

import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `m2m_initial_access_tokens`. */
@Entity({ name: 'm2m_initial_access_tokens', synchronize: false })
export class M2MInitialAccessToken {
  @PrimaryColumn('text', { name: 'id' })
  id!: string;

  @Column('text', { name: 'digest' })
  digest!: string;

  @Column('text', { name: 'hint' })
  hint!: string;

  @Column('text', { name: 'organization_id', nullable: true })
  organizationId!: string | null;

  @Column('text', { name: 'scopes', array: true, nullable: true })
  scopes!: string[] | null;

  @Column('text', { name: 'audiences', array: true, nullable: true })
  audiences!: string[] | null;

  @Column('integer', { name: 'max_uses', nullable: true })
  maxUses!: number | null;

  @Column('integer', { name: 'uses', default: 0 })
  uses!: number;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3, nullable: true })
  expiresAt!: Date | null;
}

import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ApiKeyEnvironment, ApiKeyOwner } from '../../../domain/api-keys/api-key.js';

/** A row of `m2m_api_keys`. */
@Entity({ name: 'm2m_api_keys', synchronize: false })
export class M2MApiKey {
  @PrimaryColumn('text', { name: 'id' })
  id!: string;

  /** All that is stored of the value; unique. Never selected unless a query asks for it by name. */
  @Column('text', { name: 'digest', select: false })
  digest!: string;

  @Column('text', { name: 'hint', nullable: true })
  hint!: string | null;

  @Column('text', { name: 'name' })
  name!: string;

  @Column('text', { name: 'owner_type' })
  ownerType!: ApiKeyOwner['type'];

  /** As text and without a foreign key: the users are the host's. */
  @Column('text', { name: 'owner_id' })
  ownerId!: string;

  /** The owner itself, or the organization it belongs to. */
  @Column('text', { name: 'organization_id' })
  organizationId!: string;

  @Column('text', { name: 'permissions', array: true })
  permissions!: string[];

  @Column('text', { name: 'environment' })
  environment!: ApiKeyEnvironment;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3, nullable: true })
  expiresAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'last_used_at', precision: 3, nullable: true })
  lastUsedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'updated_at', precision: 3, default: () => 'now()' })
  updatedAt!: Date;
}

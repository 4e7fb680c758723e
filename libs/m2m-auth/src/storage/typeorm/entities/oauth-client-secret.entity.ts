import { Column, Entity, PrimaryColumn } from 'typeorm';
import { integer } from './integer.transformer.js';

/** A row of `oauth_client_secrets`. It goes with its client. */
@Entity({ name: 'oauth_client_secrets', synchronize: false })
export class OauthClientSecret {
  @PrimaryColumn('uuid', { name: 'id' })
  id!: string;

  /** The `id` of the client's row, not its `client_id`. */
  @Column('uuid', { name: 'client_id' })
  clientRowId!: string;

  /** Never selected unless a query asks for it by name. */
  @Column('text', { name: 'hash', select: false })
  hash!: string;

  @Column('text', { name: 'hint', nullable: true })
  hint!: string | null;

  @Column('bigint', { name: 'epoch', transformer: integer })
  epoch!: number;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3, nullable: true })
  expiresAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'revoked_at', precision: 3, nullable: true })
  revokedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'last_used_at', precision: 3, nullable: true })
  lastUsedAt!: Date | null;
}

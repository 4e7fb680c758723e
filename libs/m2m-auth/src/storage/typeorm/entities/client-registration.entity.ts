import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { JsonObject } from '../../../oauth/json.js';

/** A row of `m2m_client_registrations`. It goes with its client. */
@Entity({ name: 'm2m_client_registrations', synchronize: false })
export class M2MClientRegistration {
  /** The `id` of the client's row, not its `client_id`. */
  @PrimaryColumn('uuid', { name: 'client_id' })
  clientRowId!: string;

  @Column('text', { name: 'token_digest' })
  tokenDigest!: string;

  /** Without a foreign key: where a client came from outlives the token it came by. */
  @Column('text', { name: 'initial_access_token_id', nullable: true })
  initialAccessTokenId!: string | null;

  @Column('jsonb', { name: 'details' })
  details!: JsonObject;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}

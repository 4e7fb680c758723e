import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ClientAuthenticationMethod } from '../../../domain/clients/client.js';
import type { JsonObject } from '../../../oauth/json.js';

/**
 * A row of `oauth_clients`: one registered machine client. Register, change and delete clients through
 * `OauthClientsService`; a row written past it tells no cache, ends no token and leaves no audit.
 */
@Entity({ name: 'oauth_clients', synchronize: false })
export class OauthClient {
  @PrimaryColumn('uuid', { name: 'id' })
  id!: string;

  /** The OAuth `client_id`; unique. */
  @Column('text', { name: 'client_id' })
  clientId!: string;

  @Column('text', { name: 'name' })
  name!: string;

  @Column('text', { name: 'description', nullable: true })
  description!: string | null;

  @Column('text', { name: 'organization_id', nullable: true })
  organizationId!: string | null;

  @Column('text', { name: 'scopes', array: true })
  scopes!: string[];

  @Column('text', { name: 'audiences', array: true })
  audiences!: string[];

  @Column('text', { name: 'protected_resources', array: true })
  protectedResources!: string[];

  @Column('jsonb', { name: 'claims' })
  claims!: JsonObject;

  @Column('text', { name: 'grant_types', array: true })
  grantTypes!: string[];

  @Column('text', { name: 'token_endpoint_auth_method', nullable: true })
  tokenEndpointAuthMethod!: ClientAuthenticationMethod | null;

  /** Seconds. */
  @Column('integer', { name: 'access_token_ttl', nullable: true })
  accessTokenTtl!: number | null;

  @Column('boolean', { name: 'is_active', default: true })
  isActive!: boolean;

  @Column('jsonb', { name: 'metadata' })
  metadata!: JsonObject;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'updated_at', precision: 3, default: () => 'now()' })
  updatedAt!: Date;
}

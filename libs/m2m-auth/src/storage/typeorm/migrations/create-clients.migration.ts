import type { MigrationInterface, QueryRunner } from 'typeorm';
import { refuseForeignTable } from '../schema/foreign-table.js';
import { TableNames } from '../table-names.js';

/** Organizations, clients and their secrets. */
export class CreateM2MAuthClients1763700000001 implements MigrationInterface {
  readonly name = 'CreateM2MAuthClients1763700000001';

  async up(queryRunner: QueryRunner): Promise<void> {
    const names = new TableNames(queryRunner.connection);
    await refuseForeignTable(queryRunner, names);
    await queryRunner.query(
      `CREATE TABLE ${names.table('m2m_organizations')} (
        id text COLLATE "C" NOT NULL,
        name text NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT ${names.constraint('m2m_organizations_pkey')} PRIMARY KEY (id),
        CONSTRAINT ${names.constraint('m2m_organizations_name_key')} UNIQUE (name),
        CONSTRAINT ${names.constraint('m2m_organizations_named')} CHECK (id <> '' AND name <> '')
      )`,
    );
    await queryRunner.query(
      `CREATE TABLE ${names.table('oauth_clients')} (
        id uuid NOT NULL,
        client_id text NOT NULL,
        name text NOT NULL,
        description text,
        organization_id text COLLATE "C",
        scopes text[] NOT NULL DEFAULT '{}',
        audiences text[] NOT NULL DEFAULT '{}',
        protected_resources text[] NOT NULL DEFAULT '{}',
        claims jsonb NOT NULL DEFAULT '{}',
        grant_types text[] NOT NULL,
        token_endpoint_auth_method text,
        access_token_ttl integer,
        is_active boolean NOT NULL DEFAULT true,
        metadata jsonb NOT NULL DEFAULT '{}',
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT ${names.constraint('oauth_clients_pkey')} PRIMARY KEY (id),
        CONSTRAINT ${names.constraint('oauth_clients_client_id_key')} UNIQUE (client_id),
        CONSTRAINT ${names.constraint('oauth_clients_organization_fkey')} FOREIGN KEY (organization_id)
          REFERENCES ${names.table('m2m_organizations')} (id) ON DELETE RESTRICT,
        CONSTRAINT ${names.constraint('oauth_clients_named')} CHECK (client_id <> ''),
        CONSTRAINT ${names.constraint('oauth_clients_ttl')} CHECK (access_token_ttl > 0),
        CONSTRAINT ${names.constraint('oauth_clients_objects')}
          CHECK (jsonb_typeof(claims) = 'object' AND jsonb_typeof(metadata) = 'object')
      )`,
    );
    await queryRunner.query(
      `CREATE INDEX ${names.constraint('oauth_clients_created')}
        ON ${names.table('oauth_clients')} (created_at, id)`,
    );
    await queryRunner.query(
      `CREATE INDEX ${names.constraint('oauth_clients_organization')}
        ON ${names.table('oauth_clients')} (organization_id, created_at, id)`,
    );
    await queryRunner.query(
      `CREATE TABLE ${names.table('oauth_client_secrets')} (
        id uuid NOT NULL,
        client_id uuid NOT NULL,
        hash text NOT NULL,
        hint text,
        epoch bigint NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        expires_at timestamptz(3),
        revoked_at timestamptz(3),
        last_used_at timestamptz(3),
        CONSTRAINT ${names.constraint('oauth_client_secrets_pkey')} PRIMARY KEY (id),
        CONSTRAINT ${names.constraint('oauth_client_secrets_client_fkey')} FOREIGN KEY (client_id)
          REFERENCES ${names.table('oauth_clients')} (id) ON DELETE CASCADE,
        CONSTRAINT ${names.constraint('oauth_client_secrets_hashed')} CHECK (hash <> ''),
        CONSTRAINT ${names.constraint('oauth_client_secrets_epoch')} CHECK (epoch > 0)
      )`,
    );
    await queryRunner.query(
      `CREATE INDEX ${names.constraint('oauth_client_secrets_client')}
        ON ${names.table('oauth_client_secrets')} (client_id)`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const names = new TableNames(queryRunner.connection);
    await queryRunner.query(`DROP TABLE ${names.table('oauth_client_secrets')}`);
    await queryRunner.query(`DROP TABLE ${names.table('oauth_clients')}`);
    await queryRunner.query(`DROP TABLE ${names.table('m2m_organizations')}`);
  }
}

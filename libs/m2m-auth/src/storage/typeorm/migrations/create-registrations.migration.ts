import type { MigrationInterface, QueryRunner } from 'typeorm';
import { TableNames } from '../table-names.js';

/** Initial access tokens, and by what clients manage the registrations that they made with them. */
export class CreateM2MAuthRegistrations1763700000007 implements MigrationInterface {
  readonly name = 'CreateM2MAuthRegistrations1763700000007';

  async up(queryRunner: QueryRunner): Promise<void> {
    const names = new TableNames(queryRunner.connection);
    await queryRunner.query(
      `CREATE TABLE ${names.table('m2m_initial_access_tokens')} (
        id text COLLATE "C" NOT NULL,
        digest text NOT NULL,
        hint text NOT NULL,
        organization_id text COLLATE "C",
        scopes text[],
        audiences text[],
        max_uses integer,
        uses integer NOT NULL DEFAULT 0,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        expires_at timestamptz(3),
        CONSTRAINT ${names.constraint('m2m_initial_access_tokens_pkey')} PRIMARY KEY (id),
        CONSTRAINT ${names.constraint('m2m_initial_access_tokens_digest_key')} UNIQUE (digest),
        CONSTRAINT ${names.constraint('m2m_initial_access_tokens_organization_fkey')} FOREIGN KEY (organization_id)
          REFERENCES ${names.table('m2m_organizations')} (id) ON DELETE RESTRICT,
        CONSTRAINT ${names.constraint('m2m_initial_access_tokens_hashed')} CHECK (digest <> ''),
        CONSTRAINT ${names.constraint('m2m_initial_access_tokens_uses')}
          CHECK (uses >= 0 AND max_uses > 0 AND uses <= max_uses)
      )`,
    );
    await queryRunner.query(
      `CREATE INDEX ${names.constraint('m2m_initial_access_tokens_created')}
        ON ${names.table('m2m_initial_access_tokens')} (created_at, id)`,
    );
    await queryRunner.query(
      `CREATE TABLE ${names.table('m2m_client_registrations')} (
        client_id uuid NOT NULL,
        token_digest text NOT NULL,
        initial_access_token_id text COLLATE "C",
        details jsonb NOT NULL DEFAULT '{}',
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT ${names.constraint('m2m_client_registrations_pkey')} PRIMARY KEY (client_id),
        CONSTRAINT ${names.constraint('m2m_client_registrations_client_fkey')} FOREIGN KEY (client_id)
          REFERENCES ${names.table('oauth_clients')} (id) ON DELETE CASCADE,
        CONSTRAINT ${names.constraint('m2m_client_registrations_hashed')} CHECK (token_digest <> ''),
        CONSTRAINT ${names.constraint('m2m_client_registrations_object')}
          CHECK (jsonb_typeof(details) = 'object')
      )`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const names = new TableNames(queryRunner.connection);
    await queryRunner.query(`DROP TABLE ${names.table('m2m_client_registrations')}`);
    await queryRunner.query(`DROP TABLE ${names.table('m2m_initial_access_tokens')}`);
  }
}

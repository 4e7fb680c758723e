import type { MigrationInterface, QueryRunner } from 'typeorm';
import { TableNames } from '../table-names.js';

/** API keys. */
export class CreateM2MAuthApiKeys1763700000006 implements MigrationInterface {
  readonly name = 'CreateM2MAuthApiKeys1763700000006';

  async up(queryRunner: QueryRunner): Promise<void> {
    const names = new TableNames(queryRunner.connection);
    await queryRunner.query(
      `CREATE TABLE ${names.table('m2m_api_keys')} (
        id text COLLATE "C" NOT NULL,
        digest text NOT NULL,
        hint text,
        name text NOT NULL,
        owner_type text NOT NULL,
        owner_id text NOT NULL,
        organization_id text COLLATE "C" NOT NULL,
        permissions text[] NOT NULL DEFAULT '{}',
        environment text NOT NULL,
        expires_at timestamptz(3),
        last_used_at timestamptz(3),
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT ${names.constraint('m2m_api_keys_pkey')} PRIMARY KEY (id),
        CONSTRAINT ${names.constraint('m2m_api_keys_digest_key')} UNIQUE (digest),
        CONSTRAINT ${names.constraint('m2m_api_keys_organization_fkey')} FOREIGN KEY (organization_id)
          REFERENCES ${names.table('m2m_organizations')} (id) ON DELETE RESTRICT,
        CONSTRAINT ${names.constraint('m2m_api_keys_digested')} CHECK (digest LIKE 'sha256:%'),
        CONSTRAINT ${names.constraint('m2m_api_keys_owner')} CHECK (
          owner_id <> ''
          AND (owner_type = 'user' OR (owner_type = 'organization' AND owner_id = organization_id))
        ),
        CONSTRAINT ${names.constraint('m2m_api_keys_environment')}
          CHECK (environment IN ('production', 'test'))
      )`,
    );
    await queryRunner.query(
      `CREATE INDEX ${names.constraint('m2m_api_keys_created')}
        ON ${names.table('m2m_api_keys')} (created_at, id)`,
    );
    await queryRunner.query(
      `CREATE INDEX ${names.constraint('m2m_api_keys_organization')}
        ON ${names.table('m2m_api_keys')} (organization_id, created_at, id)`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const names = new TableNames(queryRunner.connection);
    await queryRunner.query(`DROP TABLE ${names.table('m2m_api_keys')}`);
  }
}

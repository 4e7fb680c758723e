import type { MigrationInterface, QueryRunner } from 'typeorm';
import { TableNames } from '../table-names.js';

/** Signing keys; at most one active key of each algorithm, whoever rotates. */
export class CreateM2MAuthSigningKeys1763700000003 implements MigrationInterface {
  readonly name = 'CreateM2MAuthSigningKeys1763700000003';

  async up(queryRunner: QueryRunner): Promise<void> {
    const names = new TableNames(queryRunner.connection);
    await queryRunner.query(
      `CREATE TABLE ${names.table('m2m_signing_keys')} (
        kid text NOT NULL,
        algorithm text NOT NULL,
        state text NOT NULL,
        public_jwk jsonb NOT NULL,
        sealed_private_key text NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        activated_at timestamptz(3),
        CONSTRAINT ${names.constraint('m2m_signing_keys_pkey')} PRIMARY KEY (kid),
        CONSTRAINT ${names.constraint('m2m_signing_keys_state')}
          CHECK (state IN ('pending', 'active', 'retiring', 'retired')),
        CONSTRAINT ${names.constraint('m2m_signing_keys_public')} CHECK (NOT public_jwk ? 'd')
      )`,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX ${names.constraint('m2m_signing_keys_one_active')}
        ON ${names.table('m2m_signing_keys')} (algorithm) WHERE state = 'active'`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const names = new TableNames(queryRunner.connection);
    await queryRunner.query(`DROP TABLE ${names.table('m2m_signing_keys')}`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { TableNames } from '../table-names.js';

/** When keys are to sign, to retire and have retired; the private half goes with retirement; one key ahead of each algorithm. */
export class AddM2MAuthSigningKeyLifecycle1763700000005 implements MigrationInterface {
  readonly name = 'AddM2MAuthSigningKeyLifecycle1763700000005';

  async up(queryRunner: QueryRunner): Promise<void> {
    const names = new TableNames(queryRunner.connection);
    const table = names.table('m2m_signing_keys');
    await queryRunner.query(
      `ALTER TABLE ${table}
        ADD COLUMN activates_at timestamptz(3),
        ADD COLUMN retires_at timestamptz(3),
        ADD COLUMN retired_at timestamptz(3),
        ALTER COLUMN sealed_private_key DROP NOT NULL`,
    );
    await queryRunner.query(
      `UPDATE ${table} SET sealed_private_key = NULL, retired_at = now() WHERE state = 'retired'`,
    );
    await queryRunner.query(
      `UPDATE ${table} SET retires_at = now() + interval '25 hours' WHERE state = 'retiring'`,
    );
    await queryRunner.query(
      `ALTER TABLE ${table}
        ADD CONSTRAINT ${names.constraint('m2m_signing_keys_private')}
          CHECK ((sealed_private_key IS NULL) = (state = 'retired'))`,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX ${names.constraint('m2m_signing_keys_one_pending')}
        ON ${table} (algorithm) WHERE state = 'pending'`,
    );
  }

  /** Retired keys go: without their private half there is no place for them, and nobody trusts them. */
  async down(queryRunner: QueryRunner): Promise<void> {
    const names = new TableNames(queryRunner.connection);
    const table = names.table('m2m_signing_keys');
    await queryRunner.query(`DELETE FROM ${table} WHERE state = 'retired'`);
    await queryRunner.query(`DROP INDEX ${names.index('m2m_signing_keys_one_pending')}`);
    await queryRunner.query(
      `ALTER TABLE ${table}
        DROP CONSTRAINT ${names.constraint('m2m_signing_keys_private')},
        DROP COLUMN activates_at,
        DROP COLUMN retires_at,
        DROP COLUMN retired_at,
        ALTER COLUMN sealed_private_key SET NOT NULL`,
    );
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { TableNames } from '../table-names.js';

/** Finds secrets by their end, whichever comes first, so that the purge need not read those that live. */
export class AddM2MAuthEndedSecretsIndex1763700000009 implements MigrationInterface {
  readonly name = 'AddM2MAuthEndedSecretsIndex1763700000009';

  async up(queryRunner: QueryRunner): Promise<void> {
    const names = new TableNames(queryRunner.connection);
    await queryRunner.query(
      `CREATE INDEX ${names.constraint('oauth_client_secrets_ended')}
        ON ${names.table('oauth_client_secrets')} ((LEAST(expires_at, revoked_at)))`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const names = new TableNames(queryRunner.connection);
    await queryRunner.query(`DROP INDEX ${names.index('oauth_client_secrets_ended')}`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { TableNames } from '../table-names.js';

/** Which epoch the token of a denied jti carries: it says in which shard of a projection the denial is looked for. */
export class AddM2MAuthDenialEpoch1763700000014 implements MigrationInterface {
  readonly name = 'AddM2MAuthDenialEpoch1763700000014';

  async up(queryRunner: QueryRunner): Promise<void> {
    const names = new TableNames(queryRunner.connection);
    await queryRunner.query(`ALTER TABLE ${names.table('m2m_revocations')} ADD COLUMN epoch bigint`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const names = new TableNames(queryRunner.connection);
    await queryRunner.query(`ALTER TABLE ${names.table('m2m_revocations')} DROP COLUMN epoch`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { TableNames } from '../table-names.js';

/** Finds the failed attempts that presented a client's id, which are not that client's own events. */
export class AddM2MAuthPresentedClientsIndex1763700000016 implements MigrationInterface {
  readonly name = 'AddM2MAuthPresentedClientsIndex1763700000016';

  async up(queryRunner: QueryRunner): Promise<void> {
    const names = new TableNames(queryRunner.connection);
    await queryRunner.query(
      `CREATE INDEX ${names.constraint('m2m_audit_events_presented')}
        ON ${names.table('m2m_audit_events')} ((metadata->>'presentedClientId'), at, id)
        WHERE metadata->>'presentedClientId' IS NOT NULL`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const names = new TableNames(queryRunner.connection);
    await queryRunner.query(`DROP INDEX ${names.index('m2m_audit_events_presented')}`);
  }
}

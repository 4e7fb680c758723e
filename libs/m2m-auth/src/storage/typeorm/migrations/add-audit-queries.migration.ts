import type { MigrationInterface, QueryRunner } from 'typeorm';
import { TableNames } from '../table-names.js';

/** The audit of the OAuth endpoints: records that can be sent again, and an index for each thing that is looked for. */
export class AddM2MAuthAuditQueries1763700000008 implements MigrationInterface {
  readonly name = 'AddM2MAuthAuditQueries1763700000008';

  async up(queryRunner: QueryRunner): Promise<void> {
    const names = new TableNames(queryRunner.connection);
    const table = names.table('m2m_audit_events');
    await queryRunner.query(`ALTER TABLE ${table} ADD COLUMN record_id uuid`);
    await queryRunner.query(
      `CREATE UNIQUE INDEX ${names.constraint('m2m_audit_events_record')}
        ON ${table} (record_id) WHERE record_id IS NOT NULL`,
    );
    await queryRunner.query(
      `CREATE INDEX ${names.constraint('m2m_audit_events_event')} ON ${table} (event, at, id)`,
    );
    await queryRunner.query(
      `CREATE INDEX ${names.constraint('m2m_audit_events_organization')}
        ON ${table} (organization_id, at, id) WHERE organization_id IS NOT NULL`,
    );
    await queryRunner.query(
      `CREATE INDEX ${names.constraint('m2m_audit_events_failures')} ON ${table} (at, id) WHERE NOT success`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const names = new TableNames(queryRunner.connection);
    for (const index of ['record', 'event', 'organization', 'failures']) {
      await queryRunner.query(`DROP INDEX ${names.index(`m2m_audit_events_${index}`)}`);
    }
    await queryRunner.query(`ALTER TABLE ${names.table('m2m_audit_events')} DROP COLUMN record_id`);
  }
}

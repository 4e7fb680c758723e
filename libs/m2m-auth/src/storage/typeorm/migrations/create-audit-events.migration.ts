import type { MigrationInterface, QueryRunner } from 'typeorm';
import { TableNames } from '../table-names.js';

/** The audit. */
export class CreateM2MAuthAuditEvents1763700000004 implements MigrationInterface {
  readonly name = 'CreateM2MAuthAuditEvents1763700000004';

  async up(queryRunner: QueryRunner): Promise<void> {
    const names = new TableNames(queryRunner.connection);
    await queryRunner.query(
      `CREATE TABLE ${names.table('m2m_audit_events')} (
        id bigint GENERATED ALWAYS AS IDENTITY,
        event text NOT NULL,
        success boolean NOT NULL,
        client_id text,
        organization_id text,
        ip text,
        metadata jsonb NOT NULL DEFAULT '{}',
        at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT ${names.constraint('m2m_audit_events_pkey')} PRIMARY KEY (id)
      )`,
    );
    await queryRunner.query(
      `CREATE INDEX ${names.constraint('m2m_audit_events_at')} ON ${names.table('m2m_audit_events')} (at, id)`,
    );
    await queryRunner.query(
      `CREATE INDEX ${names.constraint('m2m_audit_events_client')}
        ON ${names.table('m2m_audit_events')} (client_id, at, id)`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const names = new TableNames(queryRunner.connection);
    await queryRunner.query(`DROP TABLE ${names.table('m2m_audit_events')}`);
  }
}

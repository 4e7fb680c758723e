import type { MigrationInterface, QueryRunner } from 'typeorm';
import { TableNames } from '../table-names.js';

/** Denials, changes, the counter they are ordered by, and the epochs. */
export class CreateM2MAuthRevocations1763700000002 implements MigrationInterface {
  readonly name = 'CreateM2MAuthRevocations1763700000002';

  async up(queryRunner: QueryRunner): Promise<void> {
    const names = new TableNames(queryRunner.connection);
    await queryRunner.query(`CREATE SEQUENCE ${names.epochs} AS bigint MAXVALUE 9007199254740991 NO CYCLE`);
    await queryRunner.query(
      `CREATE TABLE ${names.table('m2m_counter')} (
        id boolean NOT NULL DEFAULT true,
        v bigint NOT NULL DEFAULT 0,
        purged_through bigint NOT NULL DEFAULT 0,
        CONSTRAINT ${names.constraint('m2m_counter_pkey')} PRIMARY KEY (id),
        CONSTRAINT ${names.constraint('m2m_counter_one_row')} CHECK (id),
        CONSTRAINT ${names.constraint('m2m_counter_order')} CHECK (0 <= purged_through AND purged_through <= v)
      )`,
    );
    await queryRunner.query(`INSERT INTO ${names.table('m2m_counter')} DEFAULT VALUES`);
    await queryRunner.query(
      `CREATE TABLE ${names.table('m2m_changes')} (
        seq bigint NOT NULL,
        ordinal integer NOT NULL,
        kind text NOT NULL,
        subject text NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT ${names.constraint('m2m_changes_pkey')} PRIMARY KEY (seq, ordinal)
      )`,
    );
    await queryRunner.query(
      `CREATE INDEX ${names.constraint('m2m_changes_age')} ON ${names.table('m2m_changes')} (created_at, seq)`,
    );
    await queryRunner.query(
      `CREATE TABLE ${names.table('m2m_revocations')} (
        kind text NOT NULL,
        id text NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        seq bigint NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT ${names.constraint('m2m_revocations_pkey')} PRIMARY KEY (kind, id),
        CONSTRAINT ${names.constraint('m2m_revocations_kind')} CHECK (kind IN ('jti', 'epoch', 'kid')),
        CONSTRAINT ${names.constraint('m2m_revocations_named')} CHECK (id <> '')
      )`,
    );
    await queryRunner.query(
      `CREATE INDEX ${names.constraint('m2m_revocations_expiry')}
        ON ${names.table('m2m_revocations')} (expires_at)`,
    );
    await queryRunner.query(
      `CREATE INDEX ${names.constraint('m2m_revocations_seq')} ON ${names.table('m2m_revocations')} (seq)`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const names = new TableNames(queryRunner.connection);
    await queryRunner.query(`DROP TABLE ${names.table('m2m_revocations')}`);
    await queryRunner.query(`DROP TABLE ${names.table('m2m_changes')}`);
    await queryRunner.query(`DROP TABLE ${names.table('m2m_counter')}`);
    await queryRunner.query(`DROP SEQUENCE ${names.epochs}`);
  }
}

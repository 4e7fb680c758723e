import type { MigrationInterface, QueryRunner } from 'typeorm';
import { TableNames } from '../table-names.js';

/** What configuration documents have made. */
export class CreateM2MAuthConfiguration1763700000010 implements MigrationInterface {
  readonly name = 'CreateM2MAuthConfiguration1763700000010';

  async up(queryRunner: QueryRunner): Promise<void> {
    const names = new TableNames(queryRunner.connection);
    await queryRunner.query(
      `CREATE TABLE ${names.table('m2m_configuration_objects')} (
        kind text COLLATE "C" NOT NULL,
        id text COLLATE "C" NOT NULL,
        name text NOT NULL,
        hash text,
        hint text,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT ${names.constraint('m2m_configuration_objects_pkey')} PRIMARY KEY (kind, id)
      )`,
    );
  }

  /** The objects themselves stay, as if they had been made by hand. */
  async down(queryRunner: QueryRunner): Promise<void> {
    const names = new TableNames(queryRunner.connection);
    await queryRunner.query(`DROP TABLE ${names.table('m2m_configuration_objects')}`);
  }
}

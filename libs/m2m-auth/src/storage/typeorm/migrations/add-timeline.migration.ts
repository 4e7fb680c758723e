import type { MigrationInterface, QueryRunner } from 'typeorm';
import { TableNames } from '../table-names.js';

/**
 * Which database this is, which history of it, and a mark for each seq: by these a process, or a projection, that knows
 * more than a restored database tells that it has gone back.
 */
export class AddM2MAuthTimeline1763700000015 implements MigrationInterface {
  readonly name = 'AddM2MAuthTimeline1763700000015';

  async up(queryRunner: QueryRunner): Promise<void> {
    const names = new TableNames(queryRunner.connection);
    const [counter, changes] = [names.table('m2m_counter'), names.table('m2m_changes')];
    await queryRunner.query(
      `ALTER TABLE ${counter}
        ADD COLUMN identity uuid NOT NULL DEFAULT gen_random_uuid(),
        ADD COLUMN timeline bigint NOT NULL DEFAULT 1,
        ADD COLUMN mark uuid NOT NULL DEFAULT gen_random_uuid(),
        ADD COLUMN epoch bigint NOT NULL DEFAULT 0`,
    );
    await queryRunner.query(
      `UPDATE ${counter} SET epoch = COALESCE((SELECT max(epoch) FROM ${names.table('oauth_client_secrets')}), 0)`,
    );
    await queryRunner.query(`ALTER TABLE ${changes} ADD COLUMN mark uuid`);
    await queryRunner.query(
      `UPDATE ${changes} change SET mark = counter.mark FROM ${counter} counter WHERE change.seq = counter.v`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const names = new TableNames(queryRunner.connection);
    await queryRunner.query(`ALTER TABLE ${names.table('m2m_changes')} DROP COLUMN mark`);
    await queryRunner.query(
      `ALTER TABLE ${names.table('m2m_counter')}
        DROP COLUMN identity, DROP COLUMN timeline, DROP COLUMN mark, DROP COLUMN epoch`,
    );
  }
}

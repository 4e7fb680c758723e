import { setTimeout as delay } from 'node:timers/promises';
import { MigrationExecutor, type DataSource, type QueryRunner } from 'typeorm';

/** Any number, the same in every process of this server and of nobody else. */
const LOCK = 7_203_418_855_016_021n;
const ATTEMPTS = 150;
const PAUSE_MS = 200;

/**
 * Runs the DataSource's own migrations, all or nothing. Of several processes that start at once one migrates and
 * the others wait for it: at most half a minute, and without holding a query open.
 *
 * @returns the names of those that this process has run.
 */
export async function migrateUnderLock(dataSource: DataSource): Promise<readonly string[]> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const ran = await migrateIfFree(dataSource);
    if (ran) return ran;
    await delay(PAUSE_MS);
  }
  throw new Error('Another process has been migrating the database for too long.');
}

async function migrateIfFree(dataSource: DataSource): Promise<readonly string[] | undefined> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    const free = await takeLock(runner);
    // On the lock's own connection: the embedded database has no other.
    const ran = free ? await new MigrationExecutor(dataSource, runner).executePendingMigrations() : undefined;
    await runner.commitTransaction();
    return ran?.map(({ name }) => name);
  } catch (error) {
    await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  } finally {
    await runner.release();
  }
}

async function takeLock(runner: QueryRunner): Promise<boolean> {
  const rows = (await runner.query('SELECT pg_try_advisory_xact_lock($1) AS free', [LOCK.toString()])) as {
    free: boolean;
  }[];
  return rows[0]?.free === true;
}

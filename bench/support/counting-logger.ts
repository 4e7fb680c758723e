import type { Logger } from 'typeorm';

/** Counts the statements that TypeORM sends. */
export class CountingLogger implements Logger {
  statements = 0;

  logQuery(): void {
    this.statements += 1;
  }

  logQueryError(): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}

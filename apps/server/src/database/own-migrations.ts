import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { migrateUnderLock } from './migration-lock.js';

/** Brings the server's own tables up to date before it listens. */
@Injectable()
export class OwnMigrations implements OnModuleInit {
  constructor(private readonly dataSource: DataSource) {}

  async onModuleInit(): Promise<void> {
    await migrateUnderLock(this.dataSource);
  }
}

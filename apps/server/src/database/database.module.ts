import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { PostgresOptions } from './database-connection.js';
import { OWN_MIGRATIONS } from './migrate-database.js';
import { OwnMigrations } from './own-migrations.js';

/** The one DataSource of the server. Its migrations are the server's own; the library brings and runs its own. */
@Module({})
export class DatabaseModule {
  static forConnection(options: PostgresOptions): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRoot({
          ...options,
          autoLoadEntities: true,
          synchronize: false,
          ...OWN_MIGRATIONS,
          invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
          logging: false,
          retryAttempts: 5,
          retryDelay: 1_000,
        }),
      ],
      providers: [OwnMigrations],
    };
  }
}

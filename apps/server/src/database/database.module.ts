import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CreateReports1764000000000 } from './reports/create-reports.migration.js';
import type { PostgresOptions } from './database-connection.js';
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
          migrations: [CreateReports1764000000000],
          migrationsTableName: 'server_migrations',
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

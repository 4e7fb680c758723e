import type { ModuleMetadata } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { PERSISTENCE } from '../../domain/persistence/persistence.js';
import { m2mAuthEntities } from './entities/m2m-auth-entities.js';
import { TypeOrmPersistence } from './typeorm-persistence.js';
import type { TypeOrmPersistenceOptions } from './typeorm-persistence.options.js';

/**
 * Keeps clients, keys and revocations in the Postgres database of the app's own TypeORM DataSource. Its
 * `autoLoadEntities` or entity list, `entityPrefix`, `schema`, naming strategy, replication and pool are used as they
 * are; `synchronize` never touches the library's tables.
 *
 * @param options which DataSource, and who runs the migrations.
 * @returns what `M2MAuthModule` takes as `persistence`.
 *
 * @example
 * M2MAuthModule.forRootAsync({ persistence: typeOrmPersistence(), useFactory: … });
 */
export const typeOrmPersistence = (
  options: TypeOrmPersistenceOptions = {},
): Required<Pick<ModuleMetadata, 'imports' | 'providers'>> => ({
  imports: [TypeOrmModule.forFeature(m2mAuthEntities, options.dataSource)],
  providers: [
    {
      provide: PERSISTENCE,
      useFactory: (dataSource: DataSource) => new TypeOrmPersistence(dataSource, options),
      inject: [getDataSourceToken(options.dataSource)],
    },
  ],
});

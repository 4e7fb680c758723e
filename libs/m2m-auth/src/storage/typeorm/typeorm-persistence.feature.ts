import type { ModuleMetadata } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { PERSISTENCE } from '../../domain/persistence/persistence.js';
import { m2mAuthEntities } from './entities/m2m-auth-entities.js';
import { TypeOrmPersistence } from './typeorm-persistence.js';
import type { OptionProblem } from '../../oauth/option-problems.js';
import { persistenceProblems, type TypeOrmPersistenceOptions } from './typeorm-persistence.options.js';

/** What `persistence` among the module's static options takes. */
export interface TypeOrmPersistenceFeature extends Required<Pick<ModuleMetadata, 'imports' | 'providers'>> {
  readonly optionProblems: () => readonly OptionProblem[];
}

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
export const typeOrmPersistence = (options: TypeOrmPersistenceOptions = {}): TypeOrmPersistenceFeature => ({
  optionProblems: () => persistenceProblems(options),
  imports: [TypeOrmModule.forFeature(m2mAuthEntities, options.dataSource)],
  providers: [
    {
      provide: PERSISTENCE,
      useFactory: (dataSource: DataSource) => new TypeOrmPersistence(dataSource, options),
      inject: [getDataSourceToken(options.dataSource)],
    },
  ],
});

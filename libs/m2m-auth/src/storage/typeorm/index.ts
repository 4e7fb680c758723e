export { OauthClient } from './entities/oauth-client.entity.js';
export { m2mAuthEntities } from './entities/m2m-auth-entities.js';
export { m2mAuthMigrations } from './migrations/m2m-auth-migrations.js';
export { runM2MAuthMigrations } from './schema/run-migrations.js';
export { typeOrmPersistence } from './typeorm-persistence.feature.js';
export type { PersistenceTimeouts, TypeOrmPersistenceOptions } from './typeorm-persistence.options.js';

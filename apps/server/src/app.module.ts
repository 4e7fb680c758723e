import { Module, type DynamicModule } from '@nestjs/common';
import type { ResolvedServerConfig } from './config/server-config.js';
import type { PostgresOptions } from './database/database-connection.js';
import { DatabaseModule } from './database/database.module.js';
import { HealthModule } from './health/health.module.js';
import type { ServerState } from './health/server-state.js';
import { M2MAuthServerModule } from './m2m-auth/m2m-auth-server.module.js';
import { ProtectedSampleModule } from './protected-sample/protected-sample.module.js';

@Module({})
export class AppModule {
  static forConfig(
    config: ResolvedServerConfig,
    database: PostgresOptions,
    state: ServerState,
  ): DynamicModule {
    return {
      module: AppModule,
      imports: [
        DatabaseModule.forConnection(database),
        M2MAuthServerModule.forConfig(config),
        ProtectedSampleModule,
        HealthModule.forState(state),
      ],
    };
  }
}

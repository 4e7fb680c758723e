import { Module, type DynamicModule } from '@nestjs/common';
import { M2MAuthModule } from 'nestjs-m2m-auth';
import { redisState } from 'nestjs-m2m-auth/redis';
import { typeOrmPersistence } from 'nestjs-m2m-auth/typeorm';
import type { ResolvedServerConfig } from '../config/server-config.js';

/** A write waits for a connection and then for an answer: together under two seconds when the database is silent. */
const TIMEOUTS = { readMs: 750, writeMs: 750 };

/** The library, set up as this server's configuration says. */
@Module({})
export class M2MAuthServerModule {
  static forConfig(config: ResolvedServerConfig): DynamicModule {
    return {
      module: M2MAuthServerModule,
      imports: [
        M2MAuthModule.forRoot({
          persistence: typeOrmPersistence({ migrations: 'run', timeouts: TIMEOUTS }),
          ...(config.redisUrl === undefined
            ? {}
            : {
                sharedState: redisState(),
                redis: {
                  url: config.redisUrl,
                  keyPrefix: config.redisKeyPrefix,
                  check: config.revocationCheck,
                },
              }),
          admin: {
            resources: [
              'oauth-clients',
              'organizations',
              'api-keys',
              'signing-keys',
              'initial-access-tokens',
              'audit-events',
              'configuration',
            ],
          },
          issuer: config.issuer,
          audience: config.audience,
          internalApiKeys: config.internalApiKeys,
          signing: { ...config.signing, rotationIntervalSeconds: config.keyRotationInterval },
          accessToken: config.accessToken,
          registration: config.registration,
          secrets: { safeToRetireAfterSeconds: config.safeToRetireAfter },
          throttle: config.throttle,
          revocation: { mode: config.revocationMode },
          audit: config.audit,
          liveTokens: true,
          apiKeys: true,
        }),
      ],
    };
  }
}

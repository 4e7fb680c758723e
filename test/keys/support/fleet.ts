import { randomUUID } from 'node:crypto';
import { Controller, Get, Module, UseGuards, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ClientAuthGuard, M2MAuthModule, type M2MAuthFeature, type SigningOptions } from 'nestjs-m2m-auth';
import { redisState } from 'nestjs-m2m-auth/redis';
import { m2mAuthEntities, typeOrmPersistence } from 'nestjs-m2m-auth/typeorm';
import { systemClock } from '../../../libs/m2m-auth/src/crypto/system-clock.js';
import { PERSISTENCE } from '../../../libs/m2m-auth/src/domain/persistence/persistence.js';
import { MemoryPersistence } from '../../../libs/m2m-auth/src/storage/memory/index.js';
import { createApp, listen } from '../../support/platforms.js';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.js';
import { Instance } from './instance.js';

export const STORES = ['memory', 'Postgres and Redis'] as const;

export type Store = (typeof STORES)[number];

export const INTERNAL_API_KEY = 'keys-internal-api-key-0123456789abcdef';
export const ISSUER = 'http://localhost/issuer';
const REDIS_URL = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379';

@Controller('reports')
@UseGuards(ClientAuthGuard)
class ReportsController {
  @Get()
  list(): object {
    return {};
  }
}

@Module({})
class IssuerModule {}

/** Processes of one issuer: applications that share a database, and a Redis where there is one. */
export class Fleet {
  readonly instances: Instance[] = [];
  private readonly keyPrefix = `keys-${randomUUID()}`;

  private constructor(
    private readonly memory: MemoryPersistence | undefined,
    private readonly database: TestDatabase | undefined,
  ) {}

  static async on(store: Store): Promise<Fleet> {
    return store === 'memory'
      ? new Fleet(new MemoryPersistence(systemClock), undefined)
      : new Fleet(undefined, await createTestDatabase());
  }

  /** One more process. */
  async start(signing: SigningOptions = {}): Promise<Instance> {
    const platform = this.instances.length % 2 === 0 ? 'fastify' : 'express';
    const app = await createApp(platform, this.moduleWith(signing), { logger: false });
    const instance = new Instance(await listen(app), INTERNAL_API_KEY);
    this.instances.push(instance);
    return instance;
  }

  async stop(): Promise<void> {
    await Promise.all(this.instances.map((instance) => instance.stop()));
    await this.database?.drop();
  }

  /** Rows of the signing keys; only where there is a database. */
  rows<Row>(sql: string): Promise<Row[]> {
    return this.database?.query<Row>(sql) ?? Promise.resolve([]);
  }

  private moduleWith(signing: SigningOptions): DynamicModule {
    const values = {
      issuer: ISSUER,
      audience: ISSUER,
      internalApiKeys: [INTERNAL_API_KEY],
      throttle: false,
      signing,
      admin: { resources: ['oauth-clients', 'signing-keys'] },
    } as const;
    return {
      module: IssuerModule,
      controllers: [ReportsController],
      imports: this.database
        ? [
            TypeOrmModule.forRoot({
              type: 'postgres',
              url: this.database.url,
              entities: [...m2mAuthEntities],
            }),
            M2MAuthModule.forRoot({
              ...values,
              persistence: typeOrmPersistence({ migrations: 'run' }),
              sharedState: redisState(),
              redis: { url: REDIS_URL, keyPrefix: this.keyPrefix },
            }),
          ]
        : [M2MAuthModule.forRoot({ ...values, persistence: this.sharedMemory() })],
    };
  }

  private sharedMemory(): M2MAuthFeature {
    return { providers: [{ provide: PERSISTENCE, useValue: this.memory }] };
  }
}

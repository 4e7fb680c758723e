// One of several processes of an issuer on one Postgres (DATABASE_URL) and one Redis (REDIS_URL, REDIS_KEY_PREFIX), with
// a guarded route, whose signing keys rotate whenever they are told to. Lifetimes in seconds can be given. Argument: what its
// guards ask, `projection` (the default) or `replica`; `none` goes without Redis.
import 'reflect-metadata';
import { Controller, Get, Module, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ClientAuthGuard, M2MAuthModule } from 'nestjs-m2m-auth';
import { redisState } from 'nestjs-m2m-auth/redis';
import { m2mAuthEntities, typeOrmPersistence } from 'nestjs-m2m-auth/typeorm';
import { adapter } from '../support/platform.js';
import { serve } from '../support/serve.js';

const {
  DATABASE_URL,
  REDIS_URL = 'redis://127.0.0.1:6379',
  REDIS_KEY_PREFIX,
  INTERNAL_API_KEY = '',
  ACCESS_TOKEN_TTL = '3600',
  SAFE_TO_RETIRE_AFTER = '86400',
} = process.env;

const asked = process.argv[2] ?? 'projection';
const check = asked === 'replica' ? 'replica' : 'projection';

@Controller('guarded')
@UseGuards(ClientAuthGuard)
class GuardedController {
  @Get()
  get(): object {
    return {};
  }
}

@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'postgres',
      url: DATABASE_URL,
      entities: [...m2mAuthEntities],
      extra: { max: 5 },
    }),
    M2MAuthModule.forRoot({
      persistence: typeOrmPersistence({ migrations: 'run' }),
      ...(asked !== 'none' && {
        sharedState: redisState(),
        redis: { url: REDIS_URL, keyPrefix: REDIS_KEY_PREFIX, check },
      }),
      issuer: 'http://localhost',
      audience: 'http://localhost/api',
      internalApiKeys: [INTERNAL_API_KEY],
      admin: { resources: ['oauth-clients', 'signing-keys', 'api-keys', 'organizations'] },
      apiKeys: true,
      signing: { publishAheadSeconds: 0 },
      accessToken: { ttl: Number(ACCESS_TOKEN_TTL) },
      secrets: { safeToRetireAfterSeconds: Number(SAFE_TO_RETIRE_AFTER) },
      throttle: false,
    }),
  ],
  controllers: [GuardedController],
})
class IssuerModule {}

await serve(await NestFactory.create(IssuerModule, adapter('fastify'), { logger: ['error'] }));

// A server like the built one whose keys may rotate as often as the library allows; the built one asks for an hour.
// node --import scripts/typescript/register.mjs test/faults/support/rotating-issuer.ts
import 'reflect-metadata';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Controller, Get, Module, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ClientAuthGuard, M2MAuthModule } from 'nestjs-m2m-auth';
import { redisState } from 'nestjs-m2m-auth/redis';
import { m2mAuthEntities, typeOrmPersistence } from 'nestjs-m2m-auth/typeorm';

const text = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} must be set.`);
  return value;
};
const seconds = (name: string): number => Number(text(name));

@Controller('reports')
@UseGuards(ClientAuthGuard)
class ReportsController {
  @Get()
  list(): object {
    return {};
  }
}

@Controller('health')
class HealthController {
  @Get('live')
  live(): object {
    return {};
  }
}

@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'postgres',
      url: text('DATABASE_URL'),
      entities: [...m2mAuthEntities],
      poolSize: 5,
      connectTimeoutMS: 1_000,
      poolErrorHandler: () => undefined,
    }),
    M2MAuthModule.forRoot({
      persistence: typeOrmPersistence({ migrations: 'run', timeouts: { readMs: 750, writeMs: 750 } }),
      sharedState: redisState(),
      redis: { url: text('REDIS_URL') },
      issuer: text('ISSUER'),
      audience: text('ISSUER'),
      internalApiKeys: [text('INTERNAL_API_KEY')],
      admin: { resources: ['oauth-clients', 'signing-keys'] },
      accessToken: { ttl: 60 },
      signing: {
        keyEncryptionKeys: [text('KEY_ENCRYPTION_KEY')],
        publishAheadSeconds: seconds('PUBLISH_AHEAD_SECONDS'),
        rotationIntervalSeconds: seconds('ROTATION_INTERVAL_SECONDS'),
      },
      throttle: false,
    }),
  ],
  controllers: [ReportsController, HealthController],
})
class IssuerModule {}

const adapter = process.env.HTTP_ADAPTER === 'express' ? new ExpressAdapter() : new FastifyAdapter();
const app = await NestFactory.create(IssuerModule, adapter, { logger: ['error', 'warn'] });
await app.listen(0, '127.0.0.1');
const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}`, msg: 'listening' })}\n`);

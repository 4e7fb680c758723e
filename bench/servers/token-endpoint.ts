// The token endpoint of the library, on Postgres and Redis where DATABASE_URL and REDIS_URL say so, else in memory.
// Arguments: platform, `register` to keep the register of live tokens.
import 'reflect-metadata';
import bcrypt from 'bcrypt';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { M2MAuthModule, OauthClientsService } from 'nestjs-m2m-auth';
import { redisState } from 'nestjs-m2m-auth/redis';
import { m2mAuthEntities, typeOrmPersistence } from 'nestjs-m2m-auth/typeorm';
import { CountingLogger } from '../support/counting-logger.js';
import { adapter } from '../support/platform.js';
import { serve } from '../support/serve.js';

const [, , platform, register] = process.argv;
const { DATABASE_URL, REDIS_URL } = process.env;
const statements = new CountingLogger();
let hashes = 0;
for (const name of ['compare', 'hash'] as const) {
  const original = bcrypt[name].bind(bcrypt) as (...args: unknown[]) => unknown;
  Object.assign(bcrypt, {
    [name]: (...args: unknown[]) => {
      hashes += 1;
      return original(...args);
    },
  });
}

@Controller('health/live')
class LiveController {
  @Get()
  live(): { status: string } {
    return { status: 'ok' };
  }
}

@Module({
  imports: [
    ...(DATABASE_URL
      ? [
          TypeOrmModule.forRoot({
            type: 'postgres',
            url: DATABASE_URL,
            entities: [...m2mAuthEntities],
            logging: true,
            logger: statements,
          }),
        ]
      : []),
    M2MAuthModule.forRoot({
      ...(DATABASE_URL ? { persistence: typeOrmPersistence({ migrations: 'run' }) } : {}),
      ...(REDIS_URL
        ? { sharedState: redisState(), redis: { url: REDIS_URL, keyPrefix: `bench-${process.pid}` } }
        : {}),
      issuer: 'http://localhost',
      audience: 'http://localhost/api',
      // Counted as in production, with limits that a benchmark does not reach.
      throttle: { limit: 1_000_000_000, addressLimit: 1_000_000_000 },
      liveTokens: register === 'register',
    }),
  ],
  controllers: [LiveController],
})
class TokenModule {}

const app = await NestFactory.create(TokenModule, adapter(platform), { logger: false });
await app.init();
const clients = app.get(OauthClientsService);
const generated: string[] = [];
for (let count = 0; count < 10; count += 1) {
  const { clientId, clientSecret = '' } = await clients.register({
    name: `bench ${count}`,
    scopes: ['reports:read', 'reports:write'],
    claims: { tenant_id: `tenant-${count}` },
  });
  generated.push(`${clientId}:${clientSecret}`);
}
const supplied = await clients.register({
  name: 'supplied',
  scopes: ['reports:read'],
  clientSecret: 'correct-horse-battery-staple-0000',
});
await serve(app, { credentials: generated, suppliedClientId: supplied.clientId }, () => ({
  statements: statements.statements,
  bcrypt: hashes,
}));

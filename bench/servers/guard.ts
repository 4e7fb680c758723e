// A service that only accepts the tokens of an issuer elsewhere. Arguments: where that publishes its keys, and what guards
// ask: `projection` or `replica`.
import 'reflect-metadata';
import { Controller, Get, Module, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientAuthGuard, M2MResourceServerModule } from 'nestjs-m2m-auth/resource-server';
import { redisRevocation } from 'nestjs-m2m-auth/redis';
import { adapter } from '../support/platform.js';
import { serve } from '../support/serve.js';

const { REDIS_URL = 'redis://127.0.0.1:6379', REDIS_KEY_PREFIX } = process.env;
const [jwksUri = '', asked] = process.argv.slice(2);
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
    M2MResourceServerModule.forRoot({
      issuer: 'http://localhost',
      audience: 'http://localhost/api',
      jwksUri,
      revocation: redisRevocation(),
      redis: { url: REDIS_URL, keyPrefix: REDIS_KEY_PREFIX, check },
    }),
  ],
  controllers: [GuardedController],
})
class GuardModule {}

await serve(await NestFactory.create(GuardModule, adapter('fastify'), { logger: ['error'] }));

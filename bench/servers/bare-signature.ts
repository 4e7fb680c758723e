// A Nest route that makes one ES256 signature and nothing else: what any token endpoint has to do at least.
import 'reflect-metadata';
import { generateKeyPairSync, sign } from 'node:crypto';
import { Controller, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { adapter } from '../support/platform.js';
import { serve } from '../support/serve.js';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const payload = Buffer.alloc(400, 'p');

@Controller('auth/token')
class BareController {
  @Post()
  @HttpCode(200)
  token(): { access_token: string } {
    const signature = sign('sha256', payload, { key: privateKey, dsaEncoding: 'ieee-p1363' });
    return { access_token: signature.toString('base64url') };
  }
}

@Module({ controllers: [BareController] })
class BareModule {}

const app = await NestFactory.create<NestFastifyApplication>(BareModule, adapter(process.argv[2]), {
  logger: false,
});
if (process.argv[2] !== 'express') {
  // Fastify has no form parser of its own; reading the body is part of the floor.
  app.useBodyParser(
    'application/x-www-form-urlencoded',
    {},
    (_request: unknown, body: Buffer, done: (error: null, parsed: unknown) => void) => {
      done(null, Object.fromEntries(new URLSearchParams(body.toString())));
    },
  );
}
await serve(app);

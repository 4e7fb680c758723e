import fastifyCompress from '@fastify/compress';
import { Module, type INestApplication } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { M2MAuthModule } from 'nestjs-m2m-auth';
import { createApp, listen, type Platform, type RunningApp } from '../support/platforms.js';
import { sameBodies, type BodyTarget } from './support/same-bodies.js';

const KEY = 'same-bodies-internal-key-0123456789abcdef';

@Module({
  imports: [
    M2MAuthModule.forRoot({
      issuer: 'https://auth.example.com',
      audience: 'https://api.example.com',
      internalApiKeys: [KEY],
      admin: { resources: ['oauth-clients', 'signing-keys'] },
    }),
  ],
})
class HostModule {}

const start = async (
  platform: Platform,
  bodyParser: boolean,
  prepare: (app: INestApplication) => void | Promise<void>,
): Promise<RunningApp> => {
  const app = await createApp(platform, HostModule, { logger: false, bodyParser });
  await prepare(app);
  return listen(app);
};

const ownParsers = async (app: INestApplication): Promise<void> => {
  if (app.getHttpAdapter().getType() === 'express') {
    (app as NestExpressApplication).useBodyParser('json', { limit: '1kb', type: '*/*' });
    return;
  }
  await (app as NestFastifyApplication).register(fastifyCompress, {
    global: true,
    requestEncodings: ['gzip'],
  });
  (app as NestFastifyApplication).useBodyParser(
    'application/json',
    { bodyLimit: 1024 },
    (_request, _body, done) => done(null, { parsed: 'by the host' }),
  );
};

describe.each([
  ['as Nest makes it', true, () => undefined],
  ['without body parsers', false, () => undefined],
  ['with body parsers and decompression of its own', false, ownParsers],
])('one answer to the same bytes in a host %s', (_, bodyParser, prepare) => {
  let express: RunningApp;
  let fastify: RunningApp;
  const target = ({ url }: RunningApp): BodyTarget => ({ url, internalApiKey: KEY });

  beforeAll(async () => {
    express = await start('express', bodyParser, prepare);
    fastify = await start('fastify', bodyParser, prepare);
  });
  afterAll(() => Promise.all([express.app.close(), fastify.app.close()]));

  sameBodies(
    () => target(express),
    () => target(fastify),
  );
});

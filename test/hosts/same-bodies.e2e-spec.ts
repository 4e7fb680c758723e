import { gzipSync } from 'node:zlib';
import fastifyCompress from '@fastify/compress';
import {
  Body,
  Controller,
  Injectable,
  Module,
  Post,
  type CanActivate,
  type ExecutionContext,
  type INestApplication,
} from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { M2MAuthModule } from 'nestjs-m2m-auth';
import { createApp, listen, PLATFORMS, type Platform, type RunningApp } from '../support/platforms.js';
import { sameBodies, type BodyTarget } from './support/same-bodies.js';

const JSON_TYPE = 'application/json';
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

describe.each(PLATFORMS)('admin routes that a host has moved, on %s', (platform) => {
  @Injectable()
  class StaffGuard implements CanActivate {
    canActivate(context: ExecutionContext): boolean {
      const { headers, body } = context
        .switchToHttp()
        .getRequest<{ headers: Record<string, string | undefined>; body?: { name?: unknown } }>();
      return headers['x-staff'] === 'yes' && headers['content-type'] === JSON_TYPE && body?.name === 'moved';
    }
  }

  it('have their bodies read where they are, by guards of the host too, and the host its own beside them', async () => {
    @Controller('internal/oauth-clients/:id/notes')
    class NotesController {
      @Post()
      add(@Body() note: unknown): object {
        return { note };
      }
    }
    @Module({
      imports: [
        M2MAuthModule.forRoot({
          issuer: 'https://auth.example.com',
          audience: 'https://api.example.com',
          admin: { resources: ['oauth-clients'], path: 'internal', guards: [StaffGuard], bodyLimit: 16_384 },
        }),
      ],
      controllers: [NotesController],
      providers: [StaffGuard],
    })
    class MovedModule {}
    const app = await createApp(platform, MovedModule, { logger: false });
    app.setGlobalPrefix('api');
    const { url } = await listen(app);
    const post = (path: string, body: string | Buffer, headers: Record<string, string> = {}) =>
      fetch(`${url}/api/internal/oauth-clients${path}`, {
        method: 'POST',
        headers: { 'content-type': JSON_TYPE, 'x-staff': 'yes', ...headers },
        body,
      });
    const client = JSON.stringify({ name: 'moved', scopes: [] });
    const gzip = { 'content-encoding': 'gzip' };
    expect((await post('', client)).status).toBe(201);
    expect((await post('', gzipSync(client), gzip)).status).toBe(201);
    expect((await post('/', client)).status).toBe(platform === 'express' ? 201 : 404);
    expect((await post('', client.padEnd(16_385))).status).toBe(403);
    expect((await post('', client.padEnd(16_384))).status).toBe(201);
    expect((await post('', client, { 'x-staff': 'no' })).status).toBe(403);
    expect(await (await post('/x/notes', '{"a":1}')).json()).toEqual({ note: { a: 1 } });
    await app.close();
  });
});

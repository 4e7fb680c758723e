import { Controller, Get, Module, Post, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import request from 'supertest';
import type { HttpAdapterName, TrustProxy } from '../config/server-config.js';
import { createLogger } from '../logging/logger.js';
import { logRequests } from '../logging/request-log.js';
import { drain } from './drain.js';
import { createHttpPlatform } from './http-platform.js';
import { securityHeaders } from './security-headers.js';
import { UnknownRouteFilter } from './unknown-route.filter.js';

let started = (): void => undefined;
let finish = (): void => undefined;

@Controller()
class SampleController {
  @Get('slow')
  async slow(): Promise<string> {
    await new Promise<void>((resolve) => {
      finish = resolve;
      started();
    });
    return 'done';
  }

  @Post('echo')
  echo(): string {
    return 'ok';
  }

  @Get('health/live')
  live(): string {
    return 'ok';
  }

  @Get('broken')
  broken(): never {
    throw new Error('broken');
  }
}

@Module({ controllers: [SampleController] })
class SampleModule {}

describe.each<HttpAdapterName>(['fastify', 'express'])('the HTTP platform on %s', (adapter) => {
  let app: INestApplication;
  let lines: string[];

  const start = async (
    trustProxy: TrustProxy = false,
    production = false,
    host = '127.0.0.1',
  ): Promise<void> => {
    lines = [];
    const logger = createLogger('trace', { write: (line: string) => lines.push(line) });
    const protect = securityHeaders(production);
    const platform = createHttpPlatform(
      { adapter, host: '127.0.0.1', port: 0, trustProxy },
      (req, res, next) => logRequests(logger, req, res, () => protect(req, res, next)),
    );
    app = await NestFactory.create(SampleModule, platform, { logger: false });
    app.useGlobalFilters(new UnknownRouteFilter(app.getHttpAdapter()));
    await app.listen(0, host);
  };
  const server = (): Server => app.getHttpServer() as Server;
  const logged = (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>;
  afterEach(() => app.close());

  it('logs method, path, status, duration and address, but neither query nor headers', async () => {
    await start();
    await request(server())
      .post('/echo?client_secret=canary')
      .set('authorization', 'Bearer canary')
      .expect(201);

    expect(logged()).toMatchObject({
      method: 'POST',
      path: '/echo',
      status: 201,
      ip: '127.0.0.1',
      level: 'info',
    });
    expect(logged()).toHaveProperty('durationMs', expect.any(Number));
    expect(lines.join()).not.toContain('canary');
  });

  it.each([
    ['/none', 404, 'info'],
    ['/broken', 500, 'error'],
    ['/health/live', 200, 'debug'],
  ])('logs %s with status %i as %s', async (path, status, level) => {
    await start();
    await request(server()).get(path).expect(status);

    expect(logged()).toMatchObject({ path, status, level });
  });

  it('takes over a harmless request id, and makes one otherwise', async () => {
    await start();
    const kept = await request(server()).get('/none').set('x-request-id', 'trace_1.a-B');
    const made = await request(server()).get('/none').set('x-request-id', 'a b"c');

    expect(kept.headers['x-request-id']).toBe('trace_1.a-B');
    expect(made.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('protects every answer with headers, in production with HSTS too', async () => {
    await start(false, true);
    const { headers } = await request(server()).get('/none');

    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'strict-transport-security': expect.stringContaining('max-age=31536000') as string,
    });
    expect(headers).not.toHaveProperty('x-powered-by');
  });

  it.each<[string, TrustProxy, string]>([
    ['nobody', false, '127.0.0.1'],
    ['one hop', 1, '203.0.113.9'],
    ['two hops', 2, '198.51.100.1'],
    ['an address', ['127.0.0.1'], '203.0.113.9'],
    ['another address', ['10.0.0.0/8'], '127.0.0.1'],
  ])('believes X-Forwarded-For from %s', async (_who, trustProxy, ip) => {
    await start(trustProxy);
    await request(server()).get('/none').set('x-forwarded-for', '192.0.2.7, 198.51.100.1, 203.0.113.9');

    expect(logged()).toMatchObject({ ip });
  });

  it.each<[TrustProxy, string, string | undefined]>([
    [1, '203.0.113.8:40001', '203.0.113.8'],
    [1, '::ffff:cb00:7108', '203.0.113.8'],
    [1, '[2001:DB8::1]:40001', '2001:db8::1'],
    [1, '[::ffff:203.0.113.8]:40001', '203.0.113.8'],
    [1, 'unknown', undefined],
    [['loopback', '10.0.0.0/8'], '203.0.113.8:40001, 10.0.0.5:1234', '203.0.113.8'],
    [['loopback', '10.0.0.0/8'], '203.0.113.8, ::ffff:0a00:0005', '203.0.113.8'],
    [['127.0.0.1', 'fd00::/8'], '192.0.2.7, 203.0.113.8, [fd00::9]:1234', '203.0.113.8'],
    [['127.0.0.1', '::ffff:10.0.0.5'], '203.0.113.8, 10.0.0.5', '203.0.113.8'],
    [['loopback', 'uniquelocal', 'linklocal'], '203.0.113.8, fe80::1%eth0, 192.168.3.4', '203.0.113.8'],
    [['loopback'], '203.0.113.8, 10.0.0.5:1234', '10.0.0.5'],
  ])('trusts %j and reads %s as %s, in one spelling', async (trustProxy, forwarded, ip) => {
    await start(trustProxy);
    await request(server()).get('/none').set('x-forwarded-for', forwarded);

    expect(logged()['ip']).toBe(ip);
  });

  it('logs the peer of an IPv6 socket in one spelling', async () => {
    await start(false, false, '::');
    await request(server()).get('/none');

    expect(logged()).toMatchObject({ ip: '127.0.0.1' });
  });

  it('neither logs nor repeats the host of a target in absolute form, with what stands before it', async () => {
    await start();
    const { port } = server().address() as AddressInfo;
    for (const path of ['http://user:canary@host.example/none?canary', 'http://canary.example']) {
      const sent = httpRequest({ port, path }).end();
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      expect(response.statusCode).toBe(404);
      expect(await text(response)).not.toContain('canary');
    }

    expect(lines.join()).not.toContain('canary');
    expect(JSON.parse(lines[0] ?? '{}')).toMatchObject({ path: '/none' });
  });

  it('does not repeat a body that is not JSON', async () => {
    await start();
    const answer = await request(server()).post('/echo').type('json').send('canary').expect(400);

    expect(answer.text).not.toContain('canary');
  });

  it('refuses a body over 100 KiB', async () => {
    await start();
    await request(server())
      .post('/echo')
      .send({ text: 'x'.repeat(101 * 1024) })
      .expect(413);
  });

  it('lets a request in flight finish, refuses new ones, and leaves no connection', async () => {
    await start();
    const { port } = server().address() as AddressInfo;
    const agent = new Agent({ keepAlive: true });
    const reached = new Promise<void>((resolve) => (started = resolve));
    const pending = httpRequest({ port, path: '/slow', agent }).end();
    const answered = once(pending, 'response') as Promise<[IncomingMessage]>;
    await reached;

    const drained = drain(server(), 5_000);
    await expect(once(httpRequest({ port, path: '/none' }).end(), 'response')).rejects.toThrow(
      'ECONNREFUSED',
    );
    finish();

    const [response] = await answered;
    response.resume();
    expect(response.statusCode).toBe(200);
    await drained;
    agent.destroy();
  });

  it('cuts a request that does not finish in time', async () => {
    await start();
    const { port } = server().address() as AddressInfo;
    const reached = new Promise<void>((resolve) => (started = resolve));
    const pending = httpRequest({ port, path: '/slow' }).end();
    const failed = once(pending, 'error');
    await reached;

    await drain(server(), 1);
    await failed;
    finish();
  });
});

import type { IncomingMessage } from 'node:http';
import express from 'express';
import fastify from 'fastify';
import { form } from './support/bodies.js';
import { listening, portOf } from './support/listening.js';
import { requestBytes, send } from './support/raw-http.js';

/** What the binding relies on and no documentation promises: an upgrade that changes it must fail here, by name. */
describe('Express', () => {
  test('runs its layers in the order of router.stack, which may be changed', async () => {
    const app = express();
    const order: string[] = [];
    app.use((_request, _response, next) => (order.push('first'), next()));
    app.use((_request, _response, next) => (order.push('second'), next()));
    const { stack } = app.router;
    stack.unshift(...stack.splice(-1));
    app.use((_request, response) => void response.end(order.join(' ')));
    const server = await listening(app.listen(0, '127.0.0.1'));
    const response = await send(portOf(server), requestBytes('GET', '/'));
    server.close();
    expect(response.body).toBe('second first');
  });

  const readByUs = (request: IncomingMessage, _response: unknown, next: () => void): void => {
    request.on('data', () => undefined);
    request.on('end', next);
  };
  const withoutLength = (request: IncomingMessage, _response: unknown, next: () => void): void => {
    delete request.headers['content-length'];
    next();
  };

  test.each([
    ['whose stream was read to its end', readByUs],
    ['that announces no body', withoutLength],
  ])('its body parsers skip a request %s', async (_name, before) => {
    const app = express();
    app.use(before);
    app.use(express.urlencoded({ limit: 1 }), express.json({ limit: 1 }));
    app.use((request, response) => void response.json({ body: (request.body as unknown) ?? 'none' }));
    const server = await listening(app.listen(0, '127.0.0.1'));
    const response = await send(portOf(server), form('token=t'));
    server.close();
    expect([response.status, response.body]).toEqual([200, '{"body":"none"}']);
  });
});

describe('Fastify', () => {
  test('leaves the body unread while onRequest hooks run, and lets them answer', async () => {
    const app = fastify();
    await app.register((instance, _options, done) => {
      instance.route({
        method: 'POST',
        url: '/token',
        onRequest: (request, reply) => {
          request.raw.setEncoding('utf8').on('data', (body: string) => void reply.send(body));
        },
        handler: () => undefined,
      });
      done();
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const response = await send(portOf(app.server), form('token=t', [], '/token'));
    await app.close();
    expect([response.status, response.body]).toEqual([200, 'token=t']);
  });

  test('runs the hooks of an encapsulated not-found handler for any method below its prefix', async () => {
    const app = fastify();
    app.setNotFoundHandler((_request, reply) => void reply.code(404).send('host'));
    await app.register(
      (instance, _options, done) => {
        instance.addHook('onRequest', (_request, reply) => void reply.code(404).send('ours'));
        instance.setNotFoundHandler(() => undefined);
        done();
      },
      { prefix: '/auth' },
    );
    await app.listen({ port: 0, host: '127.0.0.1' });
    const bodies = await Promise.all(
      ['POST /auth', 'PROPFIND /auth/x', 'GET /authors'].map(async (line) => {
        const [method = '', path = ''] = line.split(' ');
        return (await send(portOf(app.server), requestBytes(method, path))).body;
      }),
    );
    await app.close();
    expect(bodies).toEqual(['ours', 'ours', 'host']);
  });
});

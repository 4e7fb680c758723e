import { text } from 'node:stream/consumers';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpException, type INestApplication } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { urlencoded } from 'express';
import { form } from './support/bodies.js';
import { expectOAuthError, expectParameters } from './support/expectations.js';
import { PLATFORMS, startHost, type RunningHost } from './support/hostile-host.js';
import { send, type RawResponse } from './support/raw-http.js';

type Next = (error?: unknown) => void;
type Raw = IncomingMessage & { rawBody?: Buffer };

describe.each(PLATFORMS)('middleware of the host on %s', (platform) => {
  let host: RunningHost;
  const errors: unknown[] = [];
  const start = async (prepare: (app: INestApplication) => void): Promise<void> => {
    errors.length = 0;
    host = await startHost({ platform, prepare, echo: { onError: (error) => errors.push(error) } });
  };
  const ask = (): Promise<RawResponse> => send(host.port, form('token=t'));
  afterEach(() => host.app.close());

  test.each([
    [401, 401, 'invalid_request'],
    [403, 403, 'invalid_request'],
    [429, 429, 'temporarily_unavailable'],
    [503, 503, 'temporarily_unavailable'],
    [500, 500, 'server_error'],
  ])(
    'its error of status %i becomes an OAuth error that repeats nothing of it',
    async (thrown, status, code) => {
      const refuse = (): never => {
        throw new HttpException('words of the host', thrown);
      };
      await start((app) =>
        platform === 'express'
          ? app.use(refuse)
          : (app as NestFastifyApplication)
              .getHttpAdapter()
              .getInstance()
              .addHook('onRequest', async () => refuse()),
      );
      const response = await ask();
      expectOAuthError(response, status, code);
      expect(response.body).not.toContain('words');
    },
  );

  test('that keeps the bytes of a body it read as rawBody does not stop the endpoints', async () => {
    await start((app) =>
      app.use((request: Raw, _response: unknown, next: Next) => {
        void text(request).then((body) => {
          request.rawBody ??= Buffer.from(body || 'token=t');
          next();
        });
      }),
    );
    expectParameters(await ask(), { token: ['t'] });
  });

  test('that waits for the end of the body is not left waiting', async () => {
    await start((app) =>
      app.use((request: Raw, _response: unknown, next: Next) => {
        const kept: Buffer[] = [];
        request.on('data', (chunk: Buffer) => kept.push(chunk));
        request.on('end', () => {
          if (platform === 'fastify') request.rawBody = Buffer.concat(kept);
          next();
        });
      }),
    );
    expectParameters(await ask(), { token: ['t'] });
  });

  if (platform === 'express') {
    const strip = (request: { url: string }, _response: unknown, next: Next): void => {
      request.url = request.url.replace(/^\/v1\//, '/');
      next();
    };
    const own = (request: { url: string; body?: unknown }, response: ServerResponse, next: Next): void => {
      if (request.url.startsWith('/own')) response.end(JSON.stringify({ body: request.body ?? 'none' }));
      else next();
    };
    const prefixed = form('token=t', [], '/v1/api/auth/token');

    test.each(['before', 'after'])('that rewrites the URL %s other middleware is followed', async (order) => {
      const other = (_request: unknown, _response: unknown, next: Next): void => next();
      await start((app) => {
        if (order === 'before') app.use(strip).use(other);
        else app.use(other).use(strip);
      });
      expectParameters(await send(host.port, prefixed), { token: ['t'] });
      expectParameters(await ask(), { token: ['t'] });
      expectOAuthError(await send(host.port, form('token=t', [], '/v1/api/auth/nope')), 404);
    });

    test('that rewrites the URL behind a body parser of the host keeps the bytes as rawBody', async () => {
      const keep = (request: Raw, _response: unknown, bytes: Buffer): void => void (request.rawBody = bytes);
      await start((app) => app.use(urlencoded({ extended: false, verify: keep })).use(strip));
      expectParameters(await send(host.port, prefixed), { token: ['t'] });
    });

    test('that makes a path of its own of one of ours gets the request, without a body', async () => {
      await start((app) =>
        app
          .use((request: { url: string }, _response: unknown, next: Next) => {
            request.url = '/own';
            next();
          })
          .use(own),
      );
      expect((await ask()).body).toBe('{"body":"none"}');
    });
  }

  if (platform === 'fastify') {
    test('the rewriteUrl of Fastify is followed', async () => {
      const rewriteUrl = ({ url = '/' }: { url?: string }): string => url.replace(/^\/v1\//, '/');
      host = await startHost({ platform, fastify: { rewriteUrl } });
      expectParameters(await send(host.port, form('token=t', [], '/v1/api/auth/token')), { token: ['t'] });
    });

    test('that swallows the body is reported to the operator, not to the caller', async () => {
      await start((app) =>
        app.use((request: Raw, _response: unknown, next: Next) => {
          void text(request).then(() => next());
        }),
      );
      expectOAuthError(await ask(), 500, 'server_error');
      expect(errors).toEqual([expect.objectContaining({ detail: expect.stringContaining('rawBody') })]);
    });
  }
});

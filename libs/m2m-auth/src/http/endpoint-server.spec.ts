import type { IncomingMessage } from 'node:http';
import { invalidScope, temporarilyUnavailable } from '../oauth/errors.js';
import type { EndpointResponse, OAuthEndpoint } from './endpoint.js';
import { EndpointServer } from './endpoint-server.js';
import { bodyTooLarge } from './http-errors.js';

const OK: EndpointResponse = { status: 200, headers: { 'content-type': 'text/plain' }, body: 'ok' };
const message = { method: 'GET', url: '/x', headers: {}, rawHeaders: [] } as unknown as IncomingMessage;

const errors: unknown[] = [];
const server = new EndpointServer({ maxParameters: 64, onError: (error) => errors.push(error) });
const serve = (handle: OAuthEndpoint['handle']): EndpointResponse | Promise<EndpointResponse> =>
  server.serve({ method: 'GET', path: '/x', atRoot: true, handle }, { message, ip: '::1' }, undefined);

beforeEach(() => {
  errors.length = 0;
});

describe('EndpointServer', () => {
  test('answers synchronously when the endpoint does, and adds no-store (RFC 6749 §5.1)', () => {
    expect(serve(() => OK)).toEqual({
      ...OK,
      headers: { 'content-type': 'text/plain', 'cache-control': 'no-store', pragma: 'no-cache' },
    });
  });

  test('leaves the caching of an answer to an endpoint that says something about it', async () => {
    const cached = { ...OK, headers: { 'cache-control': 'max-age=60' } };
    expect(serve(() => cached)).toBe(cached);
    await expect(serve(() => Promise.resolve(cached))).resolves.toBe(cached);
  });

  test('turns an OAuthError into its body, thrown or rejected, and reports it only when it is a 5xx', async () => {
    const refuse = (error: Error) => (): never => {
      throw error;
    };
    expect(serve(refuse(invalidScope('No such scope.')))).toMatchObject({
      status: 400,
      body: '{"error":"invalid_scope","error_description":"No such scope."}',
    });
    expect(errors).toEqual([]);
    const unavailable = temporarilyUnavailable({ detail: 'pool exhausted' });
    const answer = await serve(() => Promise.reject(unavailable));
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    expect(answer.body).not.toContain('pool');
    expect(errors).toEqual([unavailable]);
  });

  test('turns anything else into a 500 that tells nothing, and hands it to the log', async () => {
    for (const thrown of [new TypeError('secret'), Object.assign(new Error('secret'), { status: 400 })]) {
      const answer = await serve(() => Promise.reject(thrown));
      expect(answer).toMatchObject({ status: 500, headers: { 'cache-control': 'no-store' } });
      expect(JSON.parse(answer.body)).toEqual({
        error: 'server_error',
        error_description: expect.any(String),
      });
      expect(answer.body).not.toContain('secret');
    }
    expect(errors).toHaveLength(2);
  });

  test.each([
    ['GET', 'GET, HEAD', ['GET', 'HEAD']],
    ['POST', 'POST', ['POST']],
    [['GET', 'DELETE'], 'GET, HEAD, DELETE', ['GET', 'HEAD', 'DELETE']],
  ] as const)('serves %j, and tells of %s elsewhere (RFC 9110 §15.5.6)', (method, allow, served) => {
    const endpoint: OAuthEndpoint = { method, path: '/x', atRoot: true, handle: () => OK };
    for (const one of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'get', undefined]) {
      const early = server.answerToMethod(endpoint, one);
      if ((served as readonly unknown[]).includes(one)) expect(early).toBeUndefined();
      else expect(early).toMatchObject({ status: 405, headers: { allow } });
    }
    expect(server.answerToMethod(endpoint, 'OPTIONS')).toMatchObject({ status: 204, headers: { allow } });
  });

  test('hands the body as it is to an endpoint that reads it itself, refusals of it included', () => {
    const seen: unknown[] = [];
    const endpoint: OAuthEndpoint = {
      method: 'POST',
      path: '/x',
      atRoot: false,
      body: 'bytes',
      handle: ({ body }) => {
        seen.push(body?.toString());
        return OK;
      },
    };
    const call = { message: { ...message, method: 'POST' } as IncomingMessage, ip: '::1' };
    expect(server.serve(endpoint, call, Buffer.from('[1]'))).toMatchObject({ status: 200 });
    expect(server.serve(endpoint, call, undefined)).toMatchObject({ status: 200 });
    expect(server.serve(endpoint, call, Buffer.alloc(0))).toMatchObject({ status: 200 });
    expect(server.serve(endpoint, call, bodyTooLarge())).toMatchObject({ status: 413 });
    expect(seen).toEqual(['[1]', undefined, undefined]);
  });

  test('answers although the log fails', () => {
    const failing = new EndpointServer({
      maxParameters: 64,
      onError: () => {
        throw new Error('disk full');
      },
    });
    expect(failing.refuseHostError(new Error('boom'))).toMatchObject({ status: 500 });
  });

  test('replaces an answer that the platform cannot write', () => {
    const written: number[] = [];
    server.deliver(OK, (answer) => {
      if (answer === OK) throw new TypeError('Invalid character in header content');
      written.push(answer.status);
    });
    expect(written).toEqual([500]);
    expect(errors).toHaveLength(1);
  });
});

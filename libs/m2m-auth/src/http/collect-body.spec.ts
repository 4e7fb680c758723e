import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { collectBody, type CollectedBody } from './collect-body.js';

const incoming = (headers: Record<string, string>): IncomingMessage & PassThrough =>
  Object.assign(new PassThrough(), { headers, httpVersionMajor: 1 }) as unknown as IncomingMessage &
    PassThrough;
const collect = (message: IncomingMessage, limit = 10): Promise<CollectedBody> =>
  new Promise((resolve) => collectBody(message, limit, resolve));

describe('collectBody', () => {
  test('calls back at once when no body is announced (RFC 9112 §6.3)', () => {
    const bodies: CollectedBody[] = [];
    collectBody(incoming({}), 10, (body) => bodies.push(body));
    collectBody(incoming({ 'content-length': '0' }), 10, (body) => bodies.push(body));
    expect(bodies).toEqual([undefined, undefined]);
  });

  test('joins chunks up to the limit', async () => {
    const message = incoming({ 'transfer-encoding': 'chunked' });
    message.write('12345');
    message.end('67890');
    expect(String(await collect(message))).toBe('1234567890');
  });

  test('refuses one byte more, and drops the rest so that the connection stays usable', async () => {
    const message = incoming({ 'transfer-encoding': 'chunked' });
    message.write('12345');
    message.write('678901');
    expect(await collect(message)).toMatchObject({ status: 413 });
    const ended = new Promise((resolve) => message.on('end', resolve));
    message.end('more');
    await ended;
  });

  test('refuses by the announced length, before any byte', () => {
    const bodies: CollectedBody[] = [];
    collectBody(incoming({ 'content-length': '11' }), 10, (body) => bodies.push(body));
    expect(bodies).toEqual([expect.objectContaining({ status: 413 })]);
  });

  test('reports a body that breaks off', async () => {
    const message = incoming({ 'content-length': '5' });
    const collected = collect(message);
    message.destroy(new Error('aborted'));
    expect(await collected).toMatchObject({ status: 400, code: 'invalid_request' });
    expect(await collect(message)).toMatchObject({ status: 400 });
  });

  test('falls back to the bytes that the host kept, within the limit', async () => {
    const message = incoming({ 'content-length': '3' });
    message.end('abc');
    message.resume();
    await new Promise((resolve) => message.on('end', resolve));
    expect(await collect(message)).toMatchObject({ status: 500 });
    expect(await collect(Object.assign(message, { rawBody: Buffer.from('abc') }))).toEqual(
      Buffer.from('abc'),
    );
    expect(await collect(Object.assign(message, { rawBody: Buffer.alloc(11) }))).toMatchObject({
      status: 413,
    });
  });

  test('continues in the async context of the caller', async () => {
    const storage = new AsyncLocalStorage<string>();
    const message = incoming({ 'content-length': '3' });
    const context = storage.run(
      'request',
      () => new Promise((resolve) => collectBody(message, 10, () => resolve(storage.getStore()))),
    );
    message.end('abc');
    expect(await context).toBe('request');
  });
});

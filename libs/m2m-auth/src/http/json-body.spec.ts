import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { jsonBodyOf, readJsonBody, type JsonBody } from './json-body.js';

const LIMIT = 1_000;
const JSON_TYPE = { 'content-type': 'application/json' };

const sent = (body: string | Buffer, headers: Record<string, string>, method = 'POST'): IncomingMessage => {
  const message = Object.assign(new PassThrough(), {
    headers: { 'content-length': String(Buffer.byteLength(body)), ...headers },
    httpVersionMajor: 1,
    method,
  });
  message.end(body);
  return message as unknown as IncomingMessage;
};
const read = (message: IncomingMessage): Promise<JsonBody | undefined> =>
  new Promise((resolve) => readJsonBody(message, LIMIT, resolve));

describe('the body of a route of ours in a router of others', () => {
  test('is parsed when somebody asks for it, once, and not for strangers', async () => {
    const message = sent(gzipSync('{"a":[1]}'), { ...JSON_TYPE, 'content-encoding': 'gzip' });
    const request: { body?: unknown } = {};
    const parse = jest.spyOn(JSON, 'parse');
    const body = await read(message);
    body?.offerTo(request);
    expect(parse).not.toHaveBeenCalled();
    expect(request.body).toEqual({ a: [1] });
    expect(request.body).toBe(request.body);
    expect(parse).toHaveBeenCalledTimes(1);
    parse.mockRestore();
    expect(jsonBodyOf(message)).toBe(body);
  });

  test('may be replaced, as one of a parser', async () => {
    const request: { body?: unknown } = {};
    (await read(sent('{}', JSON_TYPE)))?.offerTo(request);
    request.body = 'other';
    expect({ ...request }).toEqual({ body: 'other' });
  });

  test('is read by the headers that it came with', async () => {
    const message = sent('{"a":1}', JSON_TYPE);
    const body = await read(message);
    message.headers = {};
    expect([body?.value, body?.problem]).toEqual([{ a: 1 }, undefined]);
  });

  test.each([
    ['{', JSON_TYPE, 400],
    [Buffer.from([0x22, 0xff, 0x22]), JSON_TYPE, 400],
    ['a=b', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['{}', {}, 415],
    ['{}', { ...JSON_TYPE, 'content-encoding': 'zstd' }, 415],
    ['{}', { ...JSON_TYPE, 'content-encoding': 'gzip' }, 400],
    [' '.repeat(LIMIT + 1), JSON_TYPE, 413],
    [gzipSync(' '.repeat(LIMIT + 1)), { ...JSON_TYPE, 'content-encoding': 'gzip' }, 413],
  ])('is a problem when it cannot be had: %j with %j is %i', async (content, headers, status) => {
    const body = await read(sent(content, headers));
    expect(body?.value).toBeUndefined();
    expect(body?.problem).toMatchObject({ status });
  });

  test.each([
    ['', 'POST'],
    ['{', 'GET'],
    ['{', 'DELETE'],
  ])('is none: %j with %s', async (content, method) => {
    const body = await read(sent(content, JSON_TYPE, method));
    expect([body?.value, body?.problem]).toEqual([undefined, undefined]);
  });

  test('is left to whoever has read it', async () => {
    const message = sent('{}', JSON_TYPE);
    message.resume();
    await new Promise((resolve) => message.on('end', resolve));
    expect([await read(message), jsonBodyOf(message)]).toEqual([undefined, undefined]);
  });
});

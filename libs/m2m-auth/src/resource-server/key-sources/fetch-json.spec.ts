import { json, JwksServer, silence, type Answer } from '../../../../../test/support/jwks-server.js';
import type { FetchFunction } from './fetch-function.js';
import { fetchJson } from './fetch-json.js';
import { KeySourceError } from './key-source-error.js';

const systemFetch: FetchFunction = (url, request) => fetch(url, request);
const KIB = 1_024;

describe('a document of the issuer', () => {
  let server: JwksServer;
  beforeAll(async () => {
    server = await JwksServer.start();
  });
  afterAll(() => server.stop());

  const get = (answer: Answer, etag?: string, timeoutMs = 5_000) => {
    server.answer('/document', answer);
    return fetchJson(systemFetch, `${server.url}/document`, AbortSignal.timeout(timeoutMs), etag);
  };

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON',
    'application/jwk-set+json',
  ])('is read from %s', async (type) => {
    expect(await get(json({ a: 1 }, { 'content-type': type, etag: '"x"', 'cache-control': 'c' }))).toEqual({
      kind: 'document',
      document: { a: 1 },
      etag: '"x"',
      cacheControl: 'c',
    });
  });

  it.each<[string, Answer]>([
    ['HTML', json('{"a":1}', { 'content-type': 'text/html' })],
    ['text', json('{"a":1}', { 'content-type': 'text/plain; application/json' })],
    ['another +json on the way to nowhere', json('{"a":1}', { 'content-type': 'application/jsonp' })],
    ['no media type', (_request, response) => response.end('{"a":1}')],
    ['no JSON', json('{"a":')],
    ['an array', json('[1]')],
    ['a member twice', json('{"a":1,"a":2}')],
    ['nothing', json('')],
    ['65 KiB', json({ a: 'x'.repeat(65 * KIB) })],
    ['a redirect', (_request, response) => response.writeHead(302, { location: '/else' }).end()],
    ['a broken connection', (request) => request.socket.destroy()],
    [
      'half a body',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('{', () => response.destroy());
      },
    ],
    ['304 to a question without a condition', (_request, response) => response.writeHead(304).end()],
  ])('is not %s', async (what, answer) => {
    const fetched = get(answer);
    if (what.startsWith('304')) expect(await fetched).toEqual({ kind: 'refused', status: 304 });
    else await expect(fetched).rejects.toBeInstanceOf(KeySourceError);
    expect(server.asked.map(({ path }) => path)).not.toContain('/else');
  });

  it('without an end is given up as soon as it is too large', async () => {
    let hungUp: () => void;
    const closed = new Promise<void>((resolve) => (hungUp = resolve));
    const endless: Answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = (): void => {
        if (!response.destroyed) response.write(' '.repeat(16 * KIB), () => setImmediate(more));
      };
      response.on('close', () => hungUp());
      more();
    };
    await expect(get(endless)).rejects.toThrow('more than 65536 bytes');
    await closed;
  });

  it.each<[string, Answer]>([
    ['headers', silence],
    [
      'body',
      (_request, response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{'),
    ],
  ])('is given up in time when its %s does not come', async (_what, answer) => {
    await expect(get(answer, undefined, 50)).rejects.toThrow('in time');
  });

  it('is given up in time even by a function that does not listen to the signal', async () => {
    const deaf: FetchFunction = () => new Promise(() => undefined);
    await expect(fetchJson(deaf, 'http://127.0.0.1/', AbortSignal.timeout(10))).rejects.toThrow('in time');
    await expect(fetchJson(deaf, 'http://127.0.0.1/', AbortSignal.abort())).rejects.toThrow('in time');
  });

  it('tells nothing of what was sent', async () => {
    const secrets = json('{"c4nary":', { 'x-secret': 'c4nary' });
    await expect(get(secrets)).rejects.toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('c4nary') as string }),
    );
  });
});

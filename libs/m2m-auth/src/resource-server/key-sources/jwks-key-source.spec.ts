import { generateKeyPairSync } from 'node:crypto';
import { TestClock } from '../../../../../test/support/domain.js';
import { json, JwksServer, silence } from '../../../../../test/support/jwks-server.js';
import type { FetchRequest } from './fetch-function.js';
import { JwksKeySource } from './jwks-key-source.js';
import type { JwksKeySourceOptions } from './jwks-key-source.options.js';
import { fixedLocation } from './jwks-location.js';

const jwkWith = (kid: string): object => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES256' };
};
const A = jwkWith('a');
const B = jwkWith('b');
const SECOND = 1_000;
const unavailable = expect.objectContaining({ status: 503, code: 'temporarily_unavailable' }) as unknown;

describe('the keys of an issuer in another process', () => {
  let server: JwksServer;
  let clock: TestClock;
  let errors: unknown[];
  beforeEach(async () => {
    server = await JwksServer.start();
    clock = new TestClock();
    errors = [];
  });
  afterEach(() => server.stop());

  const publish = (...keys: object[]): void => server.answer('/jwks', json({ keys }));
  const sourceWith = (options: JwksKeySourceOptions = {}): JwksKeySource => {
    // An attempt may outlive its test.
    const told = errors;
    const parts = {
      location: fixedLocation(`${server.url}/jwks`),
      fetch: (url: string, request: FetchRequest) => fetch(url, request),
      clock,
      onError: (error: unknown) => void told.push(error),
    };
    return new JwksKeySource(parts, options);
  };
  /** `find` may answer at once, may throw at once. */
  const find = async (source: JwksKeySource, kid: string): Promise<string | undefined> =>
    (await source.find(kid))?.kid;
  const attempts = async (count: number): Promise<void> => {
    while (server.count < count) await new Promise((resolve) => setImmediate(resolve));
  };

  it('are fetched by the first token, once for all that come meanwhile', async () => {
    publish(A);
    const source = sourceWith();
    expect(await Promise.all(Array.from({ length: 50 }, () => find(source, 'a')))).toEqual(
      Array.from({ length: 50 }, () => 'a'),
    );
    expect(server.count).toBe(1);
  });

  it('are then found without a promise and without a request', async () => {
    publish(A);
    const source = sourceWith();
    await find(source, 'a');
    expect(source.find('a')).toMatchObject({ kid: 'a', algorithm: 'ES256' });
    expect(server.count).toBe(1);
  });

  it('cost one request a cooldown under a flood of 1,000 made-up kids, one after another', async () => {
    publish(A);
    const source = sourceWith();
    for (let round = 1; round <= 3; round += 1) {
      for (let at = 0; at < 1_000; at += 1)
        expect(await find(source, `flood-${round}-${at}`)).toBeUndefined();
      expect(server.count).toBe(round);
      expect(await find(source, 'a')).toBe('a');
      clock.advance(30 * SECOND);
    }
  });

  it('cost one request a cooldown under a flood of 1,000 made-up kids at once', async () => {
    publish(A);
    const source = sourceWith();
    await find(source, 'a');
    clock.advance(30 * SECOND);
    const found = await Promise.all(Array.from({ length: 1_000 }, (_, at) => find(source, `flood-${at}`)));
    expect(new Set(found)).toEqual(new Set([undefined]));
    expect(server.count).toBe(2);
  });

  it('are not asked for again on behalf of a kid that was just not there', async () => {
    publish(A);
    const source = sourceWith();
    expect(await find(source, 'nobody')).toBeUndefined();
    clock.advance(45 * SECOND);
    expect(source.find('nobody')).toBeUndefined();
    expect(server.count).toBe(1);
    clock.advance(15 * SECOND);
    publish(A, jwkWith('nobody'));
    expect(await find(source, 'nobody')).toBe('nobody');
  });

  it.each([
    ['refuses', () => server.answer('/jwks', json({}, {}, 500))],
    ['has no key', () => server.answer('/jwks', json({ keys: [] }))],
  ])(
    'are asked for ever more rarely while the issuer %s from the start: nobody can tell',
    async (_what, fail) => {
      fail();
      const source = sourceWith();
      for (const [attempt, pause] of [1, 2, 4, 8, 16, 30, 30].entries()) {
        for (let at = 0; at < 300; at += 1) await expect(find(source, `k${at}`)).rejects.toEqual(unavailable);
        expect([server.count, errors.length]).toEqual([attempt + 1, attempt + 1]);
        await expect(find(source, 'a')).rejects.toEqual(
          expect.objectContaining({ headers: { 'retry-after': String(pause) } }),
        );
        clock.advance(pause * SECOND - 1);
        await expect(find(source, 'a')).rejects.toEqual(unavailable);
        expect(server.count).toBe(attempt + 1);
        clock.advance(1);
      }
      publish(A);
      expect(await find(source, 'a')).toBe('a');
      expect(server.count).toBe(8);
    },
  );

  it('are there a second after the issuer is, for a service that has just started before it', async () => {
    await server.stop();
    const source = sourceWith();
    await expect(find(source, 'a')).rejects.toEqual(unavailable);
    await server.restart();
    publish(A);
    clock.advance(SECOND);
    expect(await Promise.all([find(source, 'a'), find(source, 'a')])).toEqual(['a', 'a']);
    expect(server.count).toBe(1);
  });

  it('have the whole cooldown once there was a set, whatever fails afterwards', async () => {
    publish(A);
    const source = sourceWith();
    await find(source, 'a');
    server.answer('/jwks', json({}, {}, 500));
    clock.advance(30 * SECOND);
    await expect(find(source, 'b')).rejects.toEqual(unavailable);
    clock.advance(30 * SECOND - 1);
    for (let at = 0; at < 300; at += 1) await expect(find(source, `k${at}`)).rejects.toEqual(unavailable);
    expect(server.count).toBe(2);
  });

  it('never have a pause that is longer than the cooldown', async () => {
    server.answer('/jwks', json({}, {}, 500));
    const source = sourceWith({ cooldownMs: 300 });
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await expect(find(source, 'a')).rejects.toEqual(unavailable);
      expect(server.count).toBe(attempt);
      clock.advance(300);
    }
  });

  it('follow a rotation: a new kid has the set fetched', async () => {
    publish(A);
    const source = sourceWith();
    await find(source, 'a');
    publish(A, B);
    expect(await find(source, 'b')).toBeUndefined();
    clock.advance(30 * SECOND);
    expect(await find(source, 'b')).toBe('b');
    expect(await find(source, 'a')).toBe('a');
  });

  it('follow a removal when the set is no longer fresh, without anyone waiting for it', async () => {
    publish(A, B);
    const source = sourceWith();
    await find(source, 'a');
    publish(B);
    clock.advance(300 * SECOND);
    expect(source.find('a')).toMatchObject({ kid: 'a' });
    await attempts(2);
    expect(await find(source, 'nobody')).toBeUndefined();
    expect(source.find('a')).toBeUndefined();
  });

  it('are fetched before they are used in a process that was idle for long', async () => {
    publish(A, B);
    const source = sourceWith();
    await find(source, 'a');
    publish(B);
    clock.advance(3_600 * SECOND);
    expect(await find(source, 'a')).toBeUndefined();
  });

  it.each([
    ['goes down', () => server.stop()],
    ['answers with an error', async () => server.answer('/jwks', json({}, {}, 503))],
    ['loses its keys', async () => publish()],
    ['loses its mind', async () => server.answer('/jwks', json('<html>', { 'content-type': 'text/html' }))],
  ])('stay when the issuer %s, for a day', async (_what, fail) => {
    publish(A);
    const source = sourceWith();
    await find(source, 'a');
    await fail();
    for (let hours = 1; hours <= 24; hours += 1) {
      clock.advance(3_600 * SECOND);
      expect(await find(source, 'a')).toBe('a');
    }
    await expect(find(source, 'unknown')).rejects.toEqual(unavailable);
    clock.advance(1);
    await expect(find(source, 'a')).rejects.toEqual(unavailable);
  });

  it('come back by themselves when the issuer does', async () => {
    publish(A);
    const source = sourceWith({ maxStaleMs: 60 * SECOND });
    await find(source, 'a');
    await server.stop();
    clock.advance(61 * SECOND);
    await expect(find(source, 'a')).rejects.toEqual(unavailable);
    await server.restart();
    clock.advance(30 * SECOND);
    expect(await find(source, 'a')).toBe('a');
  });

  it('make nobody wait for an issuer that does not answer, once they are known', async () => {
    publish(A);
    const source = sourceWith({ timeoutMs: 50 });
    await find(source, 'a');
    server.answer('/jwks', silence);
    clock.advance(3_600 * SECOND);
    expect(await find(source, 'a')).toBe('a');
    expect(errors).toHaveLength(1);
    clock.advance(30 * SECOND);
    expect(source.find('a')).toMatchObject({ kid: 'a' });
  });

  it('are confirmed by 304, so that unchanged keys are not sent again (RFC 9110 §13.1.2)', async () => {
    server.answer('/jwks', (request, response) => {
      if (request.headers['if-none-match'] === '"1"') response.writeHead(304).end();
      else json({ keys: [A] }, { etag: '"1"' })(request, response);
    });
    const source = sourceWith({ maxStaleMs: 4_000 * SECOND });
    await find(source, 'a');
    for (let hour = 0; hour < 3; hour += 1) {
      clock.advance(3_600 * SECOND);
      expect(await find(source, 'a')).toBe('a');
    }
    expect(server.asked.map(({ headers }) => headers['if-none-match'])).toEqual([
      undefined,
      '"1"',
      '"1"',
      '"1"',
    ]);
    expect(errors).toEqual([]);
  });

  it.each([
    ['max-age=60', 60],
    ['public, max-age=1', 30],
    ['no-store', 30],
    ['max-age=86400', 600],
    ['', 300],
  ])('are renewed by Cache-Control: %s, after %i seconds', async (cacheControl, seconds) => {
    server.answer('/jwks', json({ keys: [A] }, { 'cache-control': cacheControl }));
    const source = sourceWith();
    await find(source, 'a');
    clock.advance(seconds * SECOND - 1);
    void source.find('a');
    clock.advance(1);
    // What was asked for a millisecond ago would be on its way by now.
    await new Promise((resolve) => setImmediate(resolve));
    expect(server.count).toBe(1);
    void source.find('a');
    await attempts(2);
  });

  it.each([{ cooldownMs: 0 }, { timeoutMs: -1 }, { maxStaleMs: 1.5 }, { timeoutMs: Number.NaN }])(
    'refuse %j by name',
    (options) => {
      expect(() => sourceWith(options)).toThrow(`jwks.${Object.keys(options).join('')}`);
    },
  );
});

import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { decodeContent } from './content-coding.js';

const LIMIT = 1_000;
const decoded = (header: string | undefined, body: Buffer, limit = LIMIT) =>
  decodeContent(header, body, limit);

describe('decodeContent', () => {
  test.each([
    ['gzip', gzipSync],
    ['X-GZIP', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    [' identity , gzip ', gzipSync],
  ])('undoes %j (RFC 9110 §8.4.1)', (header, encode) => {
    expect(String(decoded(header, encode('content')))).toBe('content');
  });

  test.each([undefined, '', 'identity', 'Identity, identity'])('leaves %j as it is', (header) => {
    expect(String(decoded(header, Buffer.from('content')))).toBe('content');
  });

  test.each(['zstd', 'compress', 'gzip, gzip', 'gzip, br', 'constructor', '*', 'gzip;q=1'])(
    'refuses %j with 415 and names what is taken (RFC 9110 §15.5.16)',
    (header) => {
      expect(decoded(header, gzipSync('content'))).toMatchObject({
        status: 415,
        headers: { 'accept-encoding': 'gzip, deflate, br' },
      });
    },
  );

  test('takes a body of no bytes for none, whatever it is said to be', () => {
    expect(decoded('zstd', Buffer.alloc(0))).toHaveLength(0);
  });

  test('refuses what is in another coding or breaks off', () => {
    for (const body of [
      Buffer.from('content'),
      gzipSync('content').subarray(0, -9),
      deflateSync('content'),
    ]) {
      expect(decoded('gzip', body)).toMatchObject({ status: 400, code: 'invalid_request' });
    }
  });

  test('takes what becomes as long as the limit, and no byte more', () => {
    expect(decoded('gzip', gzipSync(Buffer.alloc(LIMIT)))).toHaveLength(LIMIT);
    expect(decoded('gzip', gzipSync(Buffer.alloc(LIMIT + 1)))).toMatchObject({ status: 413 });
  });

  test('holds little memory for bodies that would become very large', () => {
    const huge = Buffer.alloc(256 * 1_024 * 1_024);
    const fast = { params: { [constants.BROTLI_PARAM_QUALITY]: 2 } };
    const bombs = [
      ['gzip', gzipSync(huge)],
      ['br', brotliCompressSync(huge, fast)],
    ] as const;
    const before = process.resourceUsage().maxRSS;
    const answers = Array.from({ length: 40 }, () => bombs)
      .flat()
      .map(([header, bomb]) => decoded(header, bomb, 32 * 1_024));
    expect(new Set(answers.map((answer) => (answer as { status?: number }).status))).toEqual(new Set([413]));
    // In KiB: 2 MiB for each. Without the bound it would be 20 GiB.
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(160 * 1_024);
  }, 30_000);
});

import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { HeaderLines } from './raw-http.js';

/** A request to a server that has the client `{client}`, and the status that every platform must give to it. */
export interface BodyCase {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly lines: HeaderLines;
  readonly body: string | Buffer;
  readonly status: number;
  /** Without the internal API key. */
  readonly stranger?: boolean;
}

const JSON_LINE = 'Content-Type: application/json';
const FORM_LINE = 'Content-Type: application/x-www-form-urlencoded';
const CLIENT = JSON.stringify({ name: 'sent', scopes: [] });
const GRANT = 'grant_type=client_credentials';
const MIB = 1_024 * 1_024;

const bombs = {
  gzip: gzipSync(Buffer.alloc(16 * MIB)),
  deflate: deflateSync(Buffer.alloc(16 * MIB)),
  br: brotliCompressSync(Buffer.alloc(16 * MIB)),
};

const create = (name: string, status: number, lines: HeaderLines, body: string | Buffer): BodyCase => ({
  name: `${name} to an admin route`,
  method: 'POST',
  path: '/oauth-clients',
  lines,
  body,
  status,
});
const token = (name: string, status: number, lines: HeaderLines, body: string | Buffer): BodyCase => ({
  name: `${name} to the token endpoint`,
  method: 'POST',
  path: '/auth/token',
  lines,
  body,
  status,
});

/** The same for JSON at an admin route and for a form at the token endpoint. */
const both = (
  name: string,
  refused: number | undefined,
  linesOf: (type: string) => HeaderLines,
  bodyOf: (text: string) => string | Buffer = (text) => text,
): readonly BodyCase[] => [
  create(name, refused ?? 201, linesOf('application/json'), bodyOf(CLIENT)),
  token(name, refused ?? 200, linesOf('application/x-www-form-urlencoded'), bodyOf(GRANT)),
];

const coded = (coding: string, body: (text: string) => string | Buffer, refused?: number) =>
  both(
    `a body with Content-Encoding ${coding}, ${refused ?? 'taken'}`,
    refused,
    (type) => [`Content-Type: ${type}`, `Content-Encoding: ${coding}`],
    body,
  );

const EMPTY: readonly (readonly [name: string, lines: HeaderLines, body: string])[] = [
  ['announced by a type only', [JSON_LINE], ''],
  ['of length 0', [JSON_LINE, 'Content-Length: 0'], ''],
  ['of no chunks', [JSON_LINE, 'Transfer-Encoding: chunked'], '0\r\n\r\n'],
  ['of no chunks, without a type', ['Transfer-Encoding: chunked'], '0\r\n\r\n'],
  ['said to be gzip', [JSON_LINE, 'Content-Encoding: gzip', 'Content-Length: 0'], ''],
  ['of another type', ['Content-Type: text/xml', 'Content-Length: 0'], ''],
];

const BODYLESS: readonly (readonly [method: string, path: string, status: number])[] = [
  ['DELETE', '/oauth-clients/{client}', 204],
  ['POST', '/oauth-clients/{client}/revoke-tokens', 204],
  ['POST', '/oauth-clients/{client}/secrets', 201],
  ['POST', '/signing-keys/rotate', 200],
  ['GET', '/oauth-clients/{client}', 200],
  ['POST', '/auth/token', 400],
  ['POST', '/oauth-clients', 400],
];

const noBody: readonly BodyCase[] = BODYLESS.flatMap(([method, path, status]) =>
  EMPTY.map(([name, lines, body]) => ({
    name: `no body, ${name}, with ${method} ${path}`,
    method,
    path,
    lines,
    body,
    status,
  })),
);

const contentCodings: readonly BodyCase[] = [
  ...coded('gzip', gzipSync),
  ...coded('x-gzip', gzipSync),
  ...coded('GZip', gzipSync),
  ...coded('deflate', deflateSync),
  ...coded('br', brotliCompressSync),
  ...coded('identity', (text) => text),
  ...coded('identity, gzip', gzipSync),
  ...coded('zstd', (text) => text, 415),
  ...coded('compress', (text) => text, 415),
  ...coded('gzip, gzip', (text) => gzipSync(gzipSync(text)), 415),
  ...coded('gzip', (text) => text, 400),
  ...coded('br', gzipSync, 400),
  ...coded('gzip', (text) => gzipSync(text).subarray(0, -9), 400),
  ...coded('gzip', () => bombs.gzip.subarray(0, 32 * 1_024), 413),
  ...coded('deflate', () => bombs.deflate.subarray(0, 32 * 1_024), 413),
  ...coded('br', () => bombs.br, 413),
];

const typed = (parameters: string, refused?: number, bodyOf?: (text: string) => string | Buffer) =>
  both(
    `type${parameters}, ${refused ?? 'taken'}`,
    refused,
    (type) => [`Content-Type: ${type}${parameters}`],
    bodyOf,
  );

const charsets: readonly BodyCase[] = [
  ...typed('; charset=utf-8'),
  ...typed(';charset=UTF-8'),
  ...typed('; charset="Utf-8"'),
  ...typed('; charset=utf8'),
  ...typed(';'),
  ...typed('; charset=utf-16', 415),
  ...typed('; charset=iso-8859-1', 415),
  ...typed('; charset=us-ascii', 415),
  ...typed('; charset=utf-16', 415, (text) => Buffer.from(text, 'utf16le')),
  ...typed('', 400, (text) =>
    Buffer.from(text.replace('sent', 's\xff').replace('client_', 'cl\xff'), 'latin1'),
  ),
];

const others: readonly BodyCase[] = [
  ...both('a body without a type', 415, () => []),
  ...both('a body of another type', 415, () => ['Content-Type: text/plain']),
  create('a form', 415, [FORM_LINE], 'name=sent'),
  create('malformed JSON', 400, [JSON_LINE], '{"name":'),
  create('an array', 400, [JSON_LINE], '[]'),
  create('null', 400, [JSON_LINE], 'null'),
  create('a __proto__', 400, [JSON_LINE], '{"name":"sent","scopes":[],"__proto__":{"a":1}}'),
  create('a constructor', 400, [JSON_LINE], '{"name":"sent","scopes":[],"constructor":{"prototype":{}}}'),
  create('JSON after a byte order mark', 400, [JSON_LINE], '\ufeff{"name":"sent","scopes":[]}'),
  create('2 MiB', 413, [JSON_LINE], CLIENT.padEnd(2 * MIB)),
  create('200 KiB', 201, [JSON_LINE], CLIENT.padEnd(200 * 1_024)),
  ...['GET', 'DELETE'].map((method) => ({
    name: `${method} with a body that means nothing`,
    method,
    path: '/oauth-clients/{client}',
    lines: [JSON_LINE],
    body: '{',
    status: method === 'GET' ? 200 : 204,
  })),
  ...[
    create('malformed JSON of a stranger', 401, [JSON_LINE], '{'),
    create('an unknown coding of a stranger', 401, [JSON_LINE, 'Content-Encoding: zstd'], '{}'),
    create('a bomb of a stranger', 401, [JSON_LINE, 'Content-Encoding: br'], bombs.br),
  ].map((each) => ({ ...each, stranger: true })),
];

const absoluteForms: readonly BodyCase[] = both('', undefined, (type) => [`Content-Type: ${type}`]).map(
  (each) => ({
    ...each,
    name: `a target in absolute form for ${each.path}`,
    path: `http://host.example${each.path}`,
  }),
);

export const BODY_CASES: readonly BodyCase[] = [
  ...noBody,
  ...contentCodings,
  ...charsets,
  ...absoluteForms,
  ...others,
];

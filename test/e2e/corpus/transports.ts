import { GRANT } from '../support/token-request.js';
import {
  authenticated,
  invalidRequest,
  INVALID_REQUEST,
  label,
  pairs,
  type BadRequest,
} from './bad-request.js';

const METHODS = ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'LOCK', 'REPORT', 'M-SEARCH'];
const PLACES = ['/auth/token', '/auth/token?grant_type=client_credentials'];

const UNSUPPORTED_TYPES = [
  undefined,
  '',
  'text/plain',
  'text/html; charset=utf-8',
  'text/xml',
  'application/xml',
  'application/octet-stream',
  'application/jwt',
  'application/json-seq',
  'application/ld+json',
  'application/x-www-form-urlencoded2',
  'application/x-www-form-urlencoded, application/json',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  'multipart/mixed; boundary="x"',
  'x-www-form-urlencoded',
  '*/*',
  ';;;',
  '/',
  ...[
    'utf-16',
    'utf-16le',
    'utf-32',
    'iso-8859-1',
    'utf-7',
    'us-ascii',
    'shift_jis',
    'CaNaRy7f3',
    '',
    "'utf-8'",
  ].map((charset) => `application/x-www-form-urlencoded; charset=${charset}`),
];

const UNKNOWN_CODINGS = ['zstd', 'compress', 'gzip, br', 'CaNaRy7f3', 'identity, zstd'];
/** Known, but not what the body is in. */
const WRONG_CODINGS = ['gzip', 'deflate', 'br', 'identity, gzip'];

const BAD_JSON = [
  '{',
  '}',
  '[]',
  'null',
  '1',
  '""',
  '{}{}',
  '{"grant_type":1}',
  '{"grant_type":null}',
  '{"grant_type":true}',
  '{"grant_type":[]}',
  '{"grant_type":{}}',
  '{"grant_type":"client_credentials",}',
  "{'grant_type':'client_credentials'}",
  '{"grant_type":"client_credentials","scope":["CaNaRy7f3"]}',
  '{"grant_type":"client_credentials","client_id":{"$ne":"CaNaRy7f3"}}',
  '{"grant_type":"client_credentials","grant_type":"client_credentials"}',
  '{"grant_type":"client_credentials","scope":"a","\\u0073cope":"b"}',
  '{"grant_type":"client_credentials","resource":{"0":"urn:a"}}',
  '{"grant_type":"client_credentials","__proto__":{"admin":true}}',
  '{"grant_type":"client_credentials","x":NaN}',
  '{"grant_type":"client_credentials" /* CaNaRy7f3 */}',
  '{"grant_type":"client\u0000credentials"}',
  '\uFEFF{"grant_type":"client_credentials"}',
  `${'['.repeat(10_000)}`,
  `${'{"a":'.repeat(6_000)}`,
];

/** Methods, media types, charsets, codings and JSON that is not what it should be. */
export const transports: readonly BadRequest[] = [
  ...pairs(METHODS, PLACES).map(([method, path]) =>
    authenticated(
      `${method} ${path}`,
      { method, path, body: method === 'HEAD' ? '' : undefined },
      invalidRequest(405),
    ),
  ),
  ...UNSUPPORTED_TYPES.map((contentType) =>
    authenticated(`content type ${contentType}`, { contentType, body: GRANT }, invalidRequest(415)),
  ),
  ...UNKNOWN_CODINGS.map((coding) =>
    authenticated(
      `content coding ${coding}`,
      { headers: [`Content-Encoding: ${coding}`] },
      invalidRequest(415),
    ),
  ),
  ...WRONG_CODINGS.map((coding) =>
    authenticated(`content coding ${coding}`, { headers: [`Content-Encoding: ${coding}`] }, INVALID_REQUEST),
  ),
  ...BAD_JSON.map((body) =>
    authenticated(`JSON ${label(body)}`, { contentType: 'application/json', body }, INVALID_REQUEST),
  ),
];

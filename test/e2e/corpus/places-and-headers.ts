import { FORM, GRANT, tokenRequest } from '../support/token-request.js';
import {
  authenticated,
  CANARY,
  invalidRequest,
  INVALID_REQUEST,
  label,
  type BadRequest,
} from './bad-request.js';

const PLACES = [
  '/auth/token/',
  '/auth//token',
  '/auth/token//',
  '/auth/./token',
  '/auth/x/../token',
  '/auth/token/x',
  '/auth/token/..',
  '/auth/token.json',
  '/auth/token;x=1',
  '/auth/tokens',
  '/auth/TOKEN',
  '/auth/Token',
  '/auth/token%00',
  '/auth/token%20',
  '/auth/token%2F',
  '/auth/token%ZZ',
  '/auth/tok%',
  '/auth/%2e%2e/auth/token',
  '/auth/',
  '/auth/revoke/x',
  `/auth/${CANARY}`,
  `/auth/${'x'.repeat(4_000)}`,
];

const raw = (name: string, lines: readonly string[], body = ''): BadRequest => ({
  name,
  bytes: () => Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`),
});

const POST = 'POST /auth/token HTTP/1.1';
const HOST = 'Host: host.example';

/** What Node's parser is there for: two readings of one message are how requests are smuggled. */
const UNREADABLE = [
  raw('two lengths', [POST, HOST, FORM, 'Content-Length: 29', 'Content-Length: 5'], GRANT),
  raw(
    'a length and chunks',
    [POST, HOST, FORM, 'Content-Length: 5', 'Transfer-Encoding: chunked'],
    '0\r\n\r\n',
  ),
  raw('chunks under two names', [POST, HOST, FORM, 'Transfer-Encoding: chunked, identity'], '0\r\n\r\n'),
  raw('an unknown coding', [POST, HOST, FORM, 'Transfer-Encoding: xchunked'], '0\r\n\r\n'),
  raw('a negative length', [POST, HOST, FORM, 'Content-Length: -1'], GRANT),
  raw('a length that is no number', [POST, HOST, FORM, `Content-Length: ${CANARY}`], GRANT),
  raw('a chunk size that is no number', [POST, HOST, FORM, 'Transfer-Encoding: chunked'], `${CANARY}\r\n`),
  raw('a folded header', [POST, HOST, 'Authorization: Basic', ' eDp5', 'Content-Length: 0']),
  raw('a space before the colon', [POST, HOST, 'Authorization : Basic eDp5', 'Content-Length: 0']),
  raw('a header without a colon', [POST, HOST, CANARY, 'Content-Length: 0']),
  raw('NUL in a header', [POST, HOST, `X: ${CANARY}\u0000`, 'Content-Length: 0']),
  raw('no Host', [POST, FORM, 'Content-Length: 0']),
  raw('an unknown method', ['CANARY7 /auth/token HTTP/1.1', HOST, 'Content-Length: 0']),
  raw('an unknown version', ['POST /auth/token HTTP/9.9', HOST, 'Content-Length: 0']),
  raw('no request at all', [CANARY]),
  raw('headers of 100 KiB', [POST, HOST, `X: ${'x'.repeat(102_400)}`, 'Content-Length: 0']),
];

const repeated = (name: string, header: string): BadRequest => ({
  name,
  bytes: (client) => tokenRequest({ basic: client, headers: [header] }),
  refusal: INVALID_REQUEST,
});

/** Paths that are almost ours, repeated headers, and messages that are no HTTP. */
export const placesAndHeaders: readonly BadRequest[] = [
  ...PLACES.map((path) => authenticated(`path ${label(path)}`, { path }, invalidRequest(404))),
  ...['Basic eDp5', 'Bearer x', 'Basic', CANARY].map((value) =>
    repeated(`a second Authorization: ${value}`, `Authorization: ${value}`),
  ),
  repeated('a second authorization in lower case', 'authorization: Basic eDp5'),
  repeated('a second Content-Type', FORM),
  repeated('a second Content-Type, of JSON', 'content-type: application/json'),
  ...UNREADABLE,
];

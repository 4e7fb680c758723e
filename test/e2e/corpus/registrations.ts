import { requestBytes } from '../../hosts/support/raw-http.js';
import { JSON_TYPE, REGISTER_PATH, registrationRequest } from '../support/registration.js';
import { FORM } from '../support/token-request.js';
import { CANARY, invalidRequest, pairs, type Refusal } from './bad-request.js';

/** A registration that must register nothing. */
export interface BadRegistration {
  readonly name: string;
  /** @param authorization the header line with a good initial access token */
  readonly bytes: (authorization: string) => Buffer;
  readonly refusal: Refusal;
}

const INVALID_METADATA: Refusal = { status: 400, error: 'invalid_client_metadata' };
const INVALID_STATEMENT: Refusal = { status: 400, error: 'invalid_software_statement' };

const shown = (value: unknown): string => {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}… (${text.length})` : text;
};

const metadata = (document: object, refusal = INVALID_METADATA): BadRegistration => ({
  name: shown(document),
  bytes: (authorization) => registrationRequest(document, authorization),
  refusal,
});

const raw = (
  name: string,
  body: string | Buffer,
  refusal = INVALID_METADATA,
  ...lines: readonly string[]
): BadRegistration => ({
  name,
  bytes: (authorization) => {
    const typed = lines.some((line) => /^content-type/i.test(line)) ? lines : [JSON_TYPE, ...lines];
    return requestBytes('POST', REGISTER_PATH, [authorization, ...typed], body);
  },
  refusal,
});

const STRINGS = [
  ...['client_name', 'scope', 'token_endpoint_auth_method', 'token_endpoint_auth_signing_alg'],
  ...['software_id', 'software_version', 'client_uri', 'logo_uri', 'tos_uri', 'policy_uri'],
];
const LISTS = ['grant_types', 'response_types', 'redirect_uris', 'contacts'];
const FLAGS = ['dpop_bound_access_tokens', 'tls_client_certificate_bound_access_tokens'];

const wrongTypes: readonly BadRegistration[] = [
  ...pairs(STRINGS, [5, true, {}, [CANARY], []]),
  ...pairs(LISTS, [5, true, CANARY, {}, [5], [null], [{ a: CANARY }], Array<string>(65).fill('x')]),
  ...pairs(FLAGS, ['true', 1, [], {}, true]),
].map(([name, value]) => metadata({ [name]: value }));

const GRANTS = [
  ...['authorization_code', 'refresh_token', 'implicit', 'password', 'CLIENT_CREDENTIALS', '', CANARY],
  ...['urn:ietf:params:oauth:grant-type:jwt-bearer', 'urn:ietf:params:oauth:grant-type:device_code'],
];
const METHODS = [
  ...['none', 'private_key_jwt', 'client_secret_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'],
  ...['', 'CLIENT_SECRET_BASIC', ' client_secret_basic', CANARY],
];

const unworkable: readonly BadRegistration[] = [
  ...GRANTS.map((grant) => metadata({ grant_types: [grant] })),
  metadata({ grant_types: ['client_credentials', 'authorization_code'] }),
  ...METHODS.map((token_endpoint_auth_method) => metadata({ token_endpoint_auth_method })),
  ...['code', 'token', 'id_token', 'none', ''].map((type) => metadata({ response_types: [type] })),
];

const SCOPES = [
  ...['admin', 'reports', 'reports:readx', 'reports:rea', 'REPORTS:READ', 'reports:read,reports:write'],
  ...['reports:read admin', 'reports:*', 'a"b', 'a\\b', 'reports:read\treports:write', 'reports:read\n', 'é'],
  ...['x'.repeat(1_025), Array.from({ length: 65 }, (_, n) => `s${n}`).join(' '), 'reports:read\0', CANARY],
];

const JWKS_URIS = [
  ...[
    'http://169.254.169.254/latest/meta-data',
    'https://127.0.0.1/jwks',
    'http://[::1]/jwks',
    'file:///etc/passwd',
  ],
  ...['https://2130706433/', 'gopher://127.0.0.1/', 'https://jwks.example.com/keys', '', CANARY],
];
const RSA = { kty: 'RSA', n: CANARY, e: 'AQAB' };

const keysAndStatements: readonly BadRegistration[] = [
  ...JWKS_URIS.map((jwks_uri) => metadata({ jwks_uri })),
  ...[
    {},
    { keys: [] },
    { keys: [RSA] },
    { keys: [{ ...RSA, d: 'x' }] },
    { keys: [{ kty: 'oct', k: CANARY }] },
    5,
  ].map((jwks) => metadata({ jwks })),
  metadata({ jwks: { keys: [RSA] }, jwks_uri: 'https://jwks.example.com/keys' }),
  ...['a.b.c', `eyJhbGciOiJub25lIn0.${CANARY}.`, '', 5, {}, []].map((software_statement) =>
    metadata({ software_statement }, INVALID_STATEMENT),
  ),
];

const URLS = [
  ...['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'ftp://example.com', '/relative', ''],
  ...[
    'https://',
    'https://exa mple.com',
    'https://example.com/\n',
    `https://example.com/${'x'.repeat(2_048)}`,
  ],
];
const TEXTS = ['x'.repeat(256), 'a\0b', 'a\nb', 'a\x1bb', 'a\ud800b'];

const forPeople: readonly BadRegistration[] = [
  ...pairs(['client_uri', 'logo_uri'], URLS).map(([name, value]) => metadata({ [name]: value })),
  ...pairs(['client_name', 'software_id'], TEXTS).map(([name, value]) => metadata({ [name]: value })),
  ...['a\0b', 'a\ud800b'].map((contact) => metadata({ contacts: [contact] })),
];

const MALFORMED = [
  ...[
    '{',
    '}',
    '{}x',
    '{"a":1,}',
    "{'a':1}",
    '{"a":undefined}',
    '{a:1}',
    '[',
    '"',
    'nul',
    '\ufeff{}',
    '/**/{}',
  ],
  ...['{"client_name":NaN}', `{"client_name":"${CANARY}`, '{"client_name":"\t"}', ' '],
];

const bodies: readonly BadRegistration[] = [
  ...MALFORMED.map((body) => raw(`malformed ${JSON.stringify(body)}`, body)),
  ...['null', '[]', '[{}]', `"${CANARY}"`, '5', 'true', '"{}"'].map((body) =>
    raw(`no object: ${body}`, body),
  ),
  raw('no body', ''),
  raw('a member twice', `{"client_name":"a","client_name":"${CANARY}"}`),
  raw('a member twice, escaped', '{"scope":"reports:read","sc\\u006fpe":"reports:write"}'),
  raw('a member twice, deep inside', '{"x":[{"a":1,"a":2}]}'),
  raw('no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])),
  raw('deep nesting without an end', '['.repeat(30_000)),
  raw('a form', `client_name=${CANARY}`, INVALID_METADATA, FORM),
  ...[
    'text/plain',
    'application/xml',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'text/json',
  ].map((type) => raw(`sent as ${type}`, '{}', invalidRequest(415), `Content-Type: ${type}`)),
  raw('in UTF-16', '{}', invalidRequest(415), 'Content-Type: application/json; charset=utf-16'),
  ...['1e400', '-0', '9007199254740993'].flatMap((number) =>
    ['client_name', 'client_uri', 'software_id', 'software_version', 'scope', 'contacts', 'grant_types'].map(
      (member) => raw(`${number} as ${member}`, `{"${member}":${number}}`, INVALID_METADATA, JSON_TYPE),
    ),
  ),
  raw('said to be compressed', '{}', invalidRequest(), JSON_TYPE, 'Content-Encoding: gzip'),
  raw('in an unknown coding', '{}', invalidRequest(415), JSON_TYPE, 'Content-Encoding: zstd'),
  raw('more than 64 KiB', JSON.stringify({ x: 'x'.repeat(64 * 1_024) }), invalidRequest(413)),
  raw('two types', '{}', invalidRequest(), JSON_TYPE, FORM),
];

/** By family. Every one of them comes with a good initial access token. */
export const badRegistrations: readonly (readonly [string, readonly BadRegistration[]])[] = [
  ['wrong types', wrongTypes],
  ['what cannot work here', unworkable],
  ['scopes', SCOPES.map((scope) => metadata({ scope }))],
  ['keys and statements', keysAndStatements],
  ['what people read', forPeople],
  ['bodies', bodies],
];

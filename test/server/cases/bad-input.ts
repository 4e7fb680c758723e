import type { Answer } from '../support/api.js';
import type { Suite } from '../support/suite.js';

/** Stands in every bad value, so that an echo of any of them shows. The name of an unknown field may be told. */
const MARK = 'canaryInput7f3a';
const UNKNOWN = 'unknownField';

const VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  `${MARK}\0`,
  `${MARK}'; DROP TABLE oauth_clients; --`,
  `${MARK}\ud800`,
  `${MARK}${'x'.repeat(20_000)}`,
  [],
  [MARK, [MARK]],
  { [MARK]: MARK },
  { $ne: MARK },
  { length: 5, 0: MARK },
];

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  '/oauth-clients': [
    'clientId',
    'name',
    'description',
    'organizationId',
    'scopes',
    'audiences',
    'protectedResources',
    'claims',
    'grantTypes',
    'tokenEndpointAuthMethod',
    'accessTokenTtl',
    'metadata',
    UNKNOWN,
  ],
  '/organizations': ['id', 'name', UNKNOWN],
  '/oauth-clients/target/secrets': ['clientSecret', 'expiresAt', UNKNOWN],
  '/oauth-clients/target/revoke-tokens': ['jti', UNKNOWN],
};

const PATHS = [
  `/oauth-clients/${MARK}%`,
  `/oauth-clients/${MARK}%ff`,
  `/oauth-clients/${MARK}%00`,
  `/oauth-clients/${MARK}%2F..%2F..`,
  `/oauth-clients/${MARK}${'x'.repeat(300)}`,
  `/oauth-clients/${MARK}${'x'.repeat(3_000)}`,
  `/oauth-clients/target/secrets/${MARK}%0d%0aSet-Cookie:a`,
  `/oauth-clients?${UNKNOWN}=${MARK}`,
  `/oauth-clients?limit=${MARK}`,
  `/oauth-clients?cursor=${MARK}`,
  `/oauth-clients?organizationId=${MARK}&organizationId=b`,
  `/oauth-clients?organizationId=${MARK}%00`,
  `/oauth-clients?isActive=${MARK}`,
  `/oauth-clients?__proto__[a]=${MARK}`,
  `/organizations?cursor=${MARK}%00`,
  `/organizations?limit=${MARK}`,
  `/${MARK}`,
];

const TEXTS: readonly (readonly [contentType: string, text: string])[] = [
  ['application/json', `{"${MARK}"`],
  ['application/json', MARK],
  ['application/json', `{"name":"${MARK}","scopes":[],"__proto__":{"a":1}}`],
  ['application/json', `{"name":"a","scopes":[],"claims":{"__proto__":{"${MARK}":1}}}`],
  ['application/json', `{"a":"${MARK}${'x'.repeat(200_000)}"}`],
  ['application/json; charset=utf-16', `{"name":"${MARK}"}`],
  ['text/plain', MARK],
  ['application/xml', `<a>${MARK}</a>`],
  ['multipart/form-data; boundary=x', `--x\r\n${MARK}\r\n--x--`],
  ['application/x-www-form-urlencoded', `${UNKNOWN}=${MARK}`],
  [`${MARK}`, '{}'],
];

const requests = (): (readonly [method: string, path: string, body?: unknown, type?: string])[] => [
  ...Object.entries(FIELDS).flatMap(([path, fields]) =>
    fields.flatMap((field) =>
      VALUES.map((value) => ['POST', path, { name: MARK, scopes: [], [field]: value }] as const),
    ),
  ),
  ...(FIELDS['/oauth-clients'] ?? []).flatMap((field) =>
    VALUES.map((value) => ['PATCH', '/oauth-clients/target', { [field]: value }] as const),
  ),
  ...PATHS.flatMap((path) => (['GET', 'DELETE', 'PUT'] as const).map((method) => [method, path] as const)),
  ...Object.keys(FIELDS).flatMap((path) => TEXTS.map(([type, text]) => ['POST', path, text, type] as const)),
];

const problemsOf = ({ status, text, body }: Answer): string[] => {
  const problems: string[] = [];
  if (status >= 500) problems.push(`status ${status}`);
  if (status < 400) return problems;
  if (text.includes(MARK)) problems.push('echo');
  if (/ at .+:\d+:\d+|node_modules|SELECT |INSERT |oauth_client|QueryFailed|SQLSTATE/.test(text))
    problems.push('inside');
  const { statusCode, message } = (body ?? {}) as { statusCode?: unknown; message?: unknown };
  if (statusCode !== status || (typeof message !== 'string' && !Array.isArray(message)))
    problems.push('shape');
  return problems;
};

/** Generated requests, hardly one of which is right: what must hold of every answer. */
export const badInputCases = (suite: Suite): void => {
  it('answers hundreds of bad requests with nothing above 499, in the shape of Nest, and echoes none', async () => {
    await suite.register({ clientId: 'target' });
    const corpus = requests();
    const found: unknown[] = [];
    for (const [method, path, body, type] of corpus) {
      const options = type === undefined ? {} : { raw: String(body), headers: { 'content-type': type } };
      const answer = await suite.call(method, path, type === undefined ? body : undefined, options);
      const problems = problemsOf(answer);
      if (problems.length > 0) {
        const sent = JSON.stringify(body)?.slice(0, 120);
        found.push({
          method,
          path: path.slice(0, 80),
          sent,
          type,
          problems,
          text: answer.text.slice(0, 200),
        });
      }
    }

    expect(corpus.length).toBeGreaterThan(150);
    expect(found).toEqual([]);
    expect((await suite.call('GET', '/oauth-clients?limit=1')).status).toBe(200);
  });
};

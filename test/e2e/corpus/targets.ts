import { GRANT } from '../support/token-request.js';
import {
  authenticated,
  CANARY,
  INVALID_SCOPE,
  INVALID_TARGET,
  label,
  type BadRequest,
} from './bad-request.js';

const NOT_ALLOWED_IN_SCOPE = [
  '"',
  '\\',
  '\t',
  '\n',
  '\r\n',
  '\u0000',
  '\u007f',
  '\u00a0',
  '\u2003',
  '\u3000',
  'é',
  '😀',
  '\u200b',
  '\ufeff',
  '\u2028',
];

const SCOPES = [
  ...NOT_ALLOWED_IN_SCOPE.flatMap((character) => [
    `reports:read${character}`,
    `${character}reports:read`,
    `reports:read${character}reports:write`,
  ]),
  'reports',
  'reports:',
  'reports:rea',
  'reports:readx',
  'Reports:Read',
  'REPORTS:READ',
  'reports:*',
  '*',
  'reports:read,reports:write',
  'reports:read;reports:write',
  'reports:read+reports:write',
  `reports:read ${CANARY}`,
  '[object',
  '__proto__',
  'constructor',
  'null',
  'undefined',
  '["reports:read"]',
  '{}',
  'a '.repeat(600),
  'a'.repeat(1_025),
  'a'.repeat(20_000),
  Array.from({ length: 65 }, (_, n) => `s${n}`).join(' '),
];

const API = 'https://api.example.com';

const RESOURCES = [
  'api',
  '/',
  '/x',
  '//api.example.com',
  '?x',
  '.',
  '%',
  'https:',
  'https://',
  'https:/api.example.com',
  'https:api.example.com',
  'http://api.example.com',
  'HTTPS://api.example.com',
  `${API}/`,
  `${API}:443`,
  `${API}.`,
  `${API}.evil.example`,
  `${API}@evil.example`,
  'https://user:pass@api.example.com',
  `${API}#`,
  `${API}#${CANARY}`,
  `${API}?`,
  `${API}/..`,
  `${API}/%2e%2e`,
  `${API}%00`,
  `${API}\\`,
  `${API} https://evil.example`,
  'https://api.example.com,https://evil.example',
  'https://äpi.example.com',
  'https://xn--pi-uia.example.com',
  'https://аpi.example.com',
  'https://127.0.0.1',
  'https://[::1]',
  'javascript:alert(1)',
  'data:text/plain,x',
  'file:///etc/passwd',
  `urn:${CANARY}`,
  `["${API}"]`,
  '__proto__',
  'x'.repeat(2_049),
  `urn:${'x'.repeat(2_045)}`,
];

const encode = (resources: readonly string[]): string =>
  [GRANT, ...resources.map((resource) => `resource=${encodeURIComponent(resource)}`)].join('&');

/** Scopes and resources that the client may not ask for, or nobody. */
export const targets: readonly BadRequest[] = [
  ...SCOPES.map((scope) =>
    authenticated(`scope ${label(JSON.stringify(scope))}`, { form: { scope } }, INVALID_SCOPE),
  ),
  ...RESOURCES.map((resource) =>
    authenticated(`resource ${label(resource)}`, { body: encode([resource]) }, INVALID_TARGET),
  ),
  ...RESOURCES.slice(0, 20).map((resource) =>
    authenticated(`a good resource and ${resource}`, { body: encode([API, resource]) }, INVALID_TARGET),
  ),
  authenticated(
    'eleven times the same resource',
    { body: encode(Array<string>(11).fill(API)) },
    INVALID_TARGET,
  ),
];

import { tokenRequest, basicHeader } from '../support/token-request.js';
import {
  anonymous,
  CANARY,
  INVALID_CLIENT,
  INVALID_REQUEST,
  label,
  pairs,
  type BadRequest,
} from './bad-request.js';

// In the form of a generated secret, whose check costs a digest: the corpus is about shapes, not about bcrypt.
const CHEAP = `m2ms_${CANARY}${'x'.repeat(49 - CANARY.length)}`;

const UNUSABLE = [
  '',
  '!!!',
  '====',
  'eA',
  'eDp5=',
  'eDp5==',
  'eDp5 eDp5',
  'eD-5_w==',
  '"eDp5"',
  'eDp5,',
  ...['x', ':', 'x:', ':x', '::', CANARY, '\u0000', ' '].map((text) => Buffer.from(text).toString('base64')),
  ...['ff3aff', 'c03ac0', '613aff', 'eda0803a61', 'f53a61', '80'].map((hex) =>
    Buffer.from(hex, 'hex').toString('base64'),
  ),
];
const SPELLINGS = ['Basic', 'basic', 'BASIC', 'Basic  '];

const IDS = [
  'nobody',
  CANARY,
  `${CANARY}'--`,
  `${CANARY}" OR ""="`,
  '__proto__',
  'constructor',
  'null',
  'undefined',
  '*',
  '%',
  '%ZZ',
  '%00',
  '%2e%2e%2f',
  '+',
  'a b',
  'é',
  '😀',
  '%F0%9F%98%80',
  '%ED%A0%80',
  'x'.repeat(255),
  'x'.repeat(256),
  'x'.repeat(5_000),
  '{"$ne":1}',
  '\u200b',
  'a\u0000b',
  'a\r\nb',
];

/** Each costs a whole bcrypt, so they are few. */
const OTHER_FORMS = ['x', 'x'.repeat(72), 'x'.repeat(73), '😀'.repeat(20), 'a\u0000b'];

const SECRETS = ['', ' ', '\t', '   '];

const SCHEMES = [
  'Bearer',
  'Digest',
  'Negotiate',
  'DPoP',
  'Basic64',
  'Basi',
  'token',
  'AWS4-HMAC-SHA256',
  '"Basic"',
];

/** The grammar of Basic, ids of every kind, schemes, and more than one way at once. */
export const credentials: readonly BadRequest[] = [
  ...pairs(SPELLINGS, UNUSABLE).map(([scheme, value]) =>
    anonymous(`${scheme} ${value}`, { headers: [`Authorization: ${scheme} ${value}`] }, INVALID_CLIENT),
  ),
  ...IDS.map((id) =>
    anonymous(`Basic id ${label(id)}`, { headers: [basicHeader(`${id}:${CHEAP}`)] }, INVALID_CLIENT),
  ),
  ...IDS.filter((id) => !/[\u0000-\u001f]/.test(id)).map((id) =>
    anonymous(`body id ${label(id)}`, { post: { clientId: id, clientSecret: CHEAP } }, INVALID_CLIENT),
  ),
  ...OTHER_FORMS.map((secret): BadRequest => ({
    name: `secret of ${secret.length} characters`,
    bytes: ({ clientId }) => tokenRequest({ headers: [basicHeader(`${clientId}:${secret}`)] }),
    refusal: INVALID_CLIENT,
  })),
  ...SECRETS.map((secret): BadRequest => ({
    name: `blank secret ${JSON.stringify(secret)}`,
    bytes: ({ clientId }) => tokenRequest({ post: { clientId, clientSecret: secret } }),
    refusal: INVALID_CLIENT,
  })),
  ...SCHEMES.map((scheme) =>
    anonymous(`scheme ${scheme}`, { headers: [`Authorization: ${scheme} ${CANARY}`] }, INVALID_CLIENT),
  ),
  ...['client_secret', 'client_assertion', 'client_assertion_type'].map((name): BadRequest => ({
    name: `Basic and ${name}`,
    bytes: (client) => tokenRequest({ basic: client, form: { [name]: CANARY } }),
    refusal: INVALID_REQUEST,
  })),
  ...IDS.slice(0, 8).map((id): BadRequest => ({
    name: `Basic and another client_id ${id}`,
    bytes: (client) => tokenRequest({ basic: client, form: { client_id: id } }),
    refusal: INVALID_REQUEST,
  })),
];

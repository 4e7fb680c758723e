import { GRANT } from '../support/token-request.js';
import {
  anonymous,
  authenticated,
  CANARY,
  INVALID_CLIENT,
  invalidRequest,
  INVALID_REQUEST,
  label,
  pairs,
  UNSUPPORTED_GRANT,
  type BadRequest,
} from './bad-request.js';

const ONCE = [
  'client_id',
  'client_secret',
  'scope',
  'client_assertion',
  'client_assertion_type',
  'assertion',
  'code',
];
const ONCE_MORE = ['refresh_token', 'username', 'password', 'redirect_uri', 'token', 'subject_token'];

const REPETITIONS: readonly ((name: string) => string)[] = [
  (name) => `${name}=${CANARY}&${name}=${CANARY}`,
  (name) => `${name}=&${name}=${CANARY}`,
  (name) => `${name}=${CANARY}&x=1&%${name.charCodeAt(0).toString(16)}${name.slice(1)}=2`,
];

const NO_PARAMETERS_AT_ALL = [
  'grant_type[]=client_credentials',
  'grant_type[0]=client_credentials',
  'grant_type[a]=client_credentials',
  'grant_type.a=client_credentials',
  '__proto__[grant_type]=client_credentials',
  'constructor[prototype][grant_type]=client_credentials',
  'grant%00_type=client_credentials',
  ' grant_type=client_credentials',
  'grant_type%20=client_credentials',
  'GRANT_TYPE=client_credentials',
  'grant-type=client_credentials',
  'grant_type;=client_credentials',
  '?grant_type=client_credentials',
  'grant_type',
  'grant_type=',
  'grant_type=+++',
  'grant_type=%09',
  '=client_credentials',
  '&',
  '=',
  '',
];

const CREDENTIALS_IN_DISGUISE = [
  'client_id[]=a&client_secret[]=b',
  'client_id[$ne]=1&client_secret[$ne]=1',
  'client_id[$regex]=.*&client_secret=x',
  'client_id=a&client_secret[0]=b',
  'client_id=&client_secret=',
  'client_id=a&client_secret=+',
  'Client_Id=a&Client_Secret=b',
  'client_id=a;client_secret=b',
  '__proto__[client_id]=a&__proto__[client_secret]=b',
];

const BAD_BYTES = [
  '%',
  '%Z',
  '%ZZ',
  '%4',
  '%%',
  '%u0041',
  '%FF',
  '%C0%AF',
  '%ED%A0%80',
  '%F5%80%80%80',
  '%E2%82',
];
const CONTROLS = ['%00', '%01', '%07', '%0a', '%0d%0aSet-Cookie:a=b', '%1b[31m', '%1f'];

const GRANTS = [
  'password',
  'implicit',
  'authorization_code',
  'refresh_token',
  'Client_Credentials',
  'CLIENT_CREDENTIALS',
  'client_credentials ',
  ' client_credentials',
  'client_credentials client_credentials',
  'client-credentials',
  'client_credential',
  'client_credentialsx',
  'client_credentials\u200b',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
  'urn:ietf:params:oauth:grant-type:saml2-bearer',
  'urn:ietf:params:oauth:grant-type:device_code',
  '__proto__',
  'constructor',
  'toString',
  `${CANARY}'; DROP TABLE oauth_clients; --`,
  'x'.repeat(10_000),
];

/** Repetitions, brackets, prototypes, bytes that mean nothing, grants that are none. */
export const parameters: readonly BadRequest[] = [
  ...pairs([...ONCE, ...ONCE_MORE], REPETITIONS).map(([name, repeat]) =>
    authenticated(repeat(name), { body: `${GRANT}&${repeat(name)}` }, INVALID_REQUEST),
  ),
  ...NO_PARAMETERS_AT_ALL.map((body) =>
    authenticated(`grant in disguise ${body}`, { body }, INVALID_REQUEST),
  ),
  ...CREDENTIALS_IN_DISGUISE.map((body) => anonymous(body, { body: `${GRANT}&${body}` }, INVALID_CLIENT)),
  ...pairs(['scope', 'client_id', 'unknown'], BAD_BYTES).map(([name, bytes]) =>
    authenticated(`${name}=${bytes}`, { body: `${GRANT}&${name}=${CANARY}${bytes}` }, INVALID_REQUEST),
  ),
  ...pairs(['client_id', 'resource', 'client_secret'], CONTROLS).map(([name, control]) =>
    authenticated(
      `${name} with ${control}`,
      { body: `${GRANT}&${name}=${CANARY}${control}x` },
      INVALID_REQUEST,
    ),
  ),
  ...GRANTS.map((grant) =>
    authenticated(`grant ${label(grant)}`, { form: { grant_type: grant } }, UNSUPPORTED_GRANT),
  ),
  ...[65, 100, 1_100].map((count) =>
    authenticated(`${count} parameters`, { body: GRANT + '&x=1'.repeat(count - 1) }, INVALID_REQUEST),
  ),
  ...[32_769, 100_001, 1_048_577].map((size) =>
    authenticated(`${size} bytes`, { body: `${GRANT}&x=`.padEnd(size, 'x') }, invalidRequest(413)),
  ),
];

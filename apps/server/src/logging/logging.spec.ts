import { QueryFailedError } from 'typeorm';
import { createLogger } from './logger.js';
import { NestLogger } from './nest-logger.js';
import { requestContext } from './request-context.js';

const CANARY = 'canary-7f3a';
const TOKEN = `eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ${'a'.repeat(20)}.c2lnbmF0dXJl`;

describe('the log', () => {
  let lines: string[];
  let nest: NestLogger;
  const logger = createLogger('trace', { write: (line: string) => lines.push(line) });
  const entry = (): Record<string, unknown> => JSON.parse(lines.join('')) as Record<string, unknown>;

  beforeEach(() => {
    lines = [];
    nest = new NestLogger(logger);
  });

  it.each([
    'authorization',
    'cookie',
    'x-internal-api-key',
    'x-api-key',
    'client_secret',
    'clientSecret',
    'client_assertion',
    'assertion',
    'token',
    'access_token',
    'password',
    'value',
  ])('censors a member named %s at any depth', (name) => {
    logger.info({ [name]: CANARY, list: [{ inner: { [name]: [CANARY] } }] }, 'x');
    nest.log({ [name]: CANARY, deep: { [name]: { more: CANARY } } }, 'Context');

    expect(lines).toHaveLength(2);
    expect(lines.join()).not.toContain(CANARY);
  });

  it.each([
    ['a token', `got ${TOKEN}`, 'eyJ'],
    ['a bearer credential', `Authorization: Bearer ${CANARY}`, CANARY],
    ['a generated client secret', `secret m2ms_${CANARY}`, CANARY],
    ['a registration access token', `token m2mr_${CANARY}`, CANARY],
    ['an initial access token', `token m2mi_${CANARY}`, CANARY],
    ['a hash of a secret', `hash $2b$10$${'c'.repeat(53)}.`, 'cccc'],
    ['an API key', `key sk_live_${CANARY} and {"v":"sk_${CANARY}=="}`, CANARY],
    ['a password in a URL', `cannot reach postgres://user:${CANARY}@db/m2m`, CANARY],
    [
      'a private key',
      `-----BEGIN PRIVATE KEY-----\n${CANARY.replace('-', '')}\n-----END PRIVATE KEY-----`,
      '7f3a',
    ],
  ])('takes %s out of a message', (_what, message, leak) => {
    nest.error(message, 'Context');
    nest.error(new Error(message));

    expect(lines).toHaveLength(2);
    expect(lines.join()).not.toContain(leak);
  });

  it("tells a driver's error by name, code and place, without SQL, parameters and message", () => {
    const driverError = Object.assign(new Error(`invalid input: "${CANARY}"`), {
      code: '22P02',
      detail: CANARY,
    });
    const error = new QueryFailedError(`SELECT '${CANARY}'`, [CANARY], driverError);
    nest.error(error, error.stack, 'ExceptionsHandler');
    nest.error(new Error('outer', { cause: error }));

    expect(lines.join()).not.toContain(CANARY);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      context: 'ExceptionsHandler',
      err: {
        name: 'QueryFailedError',
        code: '22P02',
        frames: expect.stringContaining('logging.spec') as string,
      },
    });
  });

  it("does not repeat a Redis command's arguments or what a parser was given", () => {
    nest.error(Object.assign(new Error('OOM'), { command: { name: 'set', args: [CANARY] } }));
    nest.error(new SyntaxError(`Unexpected token in "${CANARY}"`));

    expect(lines).toHaveLength(2);
    expect(lines.join()).not.toContain(CANARY);
  });

  it('keeps the message and the internal detail of an error of ours', () => {
    const error = Object.assign(new Error('Client authentication failed.'), {
      code: 'invalid_client',
      detail: 'expired',
    });
    error.name = 'OAuthError';
    nest.warn(error);

    expect(entry()).toMatchObject({ err: { message: 'Client authentication failed.', detail: 'expired' } });
  });

  it('keeps a line break in a message within one line', () => {
    nest.warn('first\n{"level":"fatal"}');

    expect(lines).toHaveLength(1);
    expect(lines[0]?.trim().split('\n')).toHaveLength(1);
  });

  it('names the request that the running code serves', async () => {
    await requestContext.run({ id: 'req-1', ip: undefined }, async () => {
      await Promise.resolve();
      nest.log('inside', 'Context');
    });

    expect(entry()).toMatchObject({ requestId: 'req-1', level: 'info', context: 'Context', msg: 'inside' });
  });
});

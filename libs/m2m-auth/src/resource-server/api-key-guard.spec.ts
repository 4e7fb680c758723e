import { Reflector } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { tokenWith } from '../../../../test/guards/support/forge.js';
import { es256 } from '../../../../test/guards/support/signing-keys.js';
import { verifierWith } from '../../../../test/guards/support/verifier.js';
import type { ClientToken } from '../oauth/client-token.js';
import { temporarilyUnavailable } from '../oauth/errors.js';
import type { ApiKeyCheck } from '../oauth/ports/api-key-check.js';
import { ClientAuthGuard } from './client-auth.guard.js';
import { ProtectedResource } from './protected-resource.decorator.js';

class Handlers {
  plain(): void {}
  @ProtectedResource('https://api.example.com/mcp') mcp(): void {}
}

const GOOD = 'sk_good';
const PRINCIPAL = {
  credential: 'api_key',
  clientId: 'api_key_1',
  audience: ['https://api.example.com'],
} as unknown as ClientToken;
const TOKEN = tokenWith({}, {}, es256);

interface Sent {
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly rawHeaders?: readonly string[];
  readonly body?: unknown;
  readonly ip?: string;
}

/** What a guard makes of a request: the status, the challenge, and the principal. */
const outcomeOf = async (
  sent: Sent,
  apiKeys: ApiKeyCheck | null | undefined,
  handler = Handlers.prototype.plain,
) => {
  const request: Sent & { clientToken?: ClientToken } = { headers: {}, ...sent };
  const written: Record<string, string> = {};
  const response = { setHeader: (name: string, value: string) => (written[name] = value) };
  const context = new ExecutionContextHost([request, response], Handlers, handler);
  const guard = new ClientAuthGuard(verifierWith(), new Reflector(), undefined, apiKeys);
  const status = await Promise.resolve()
    .then(() => guard.canActivate(context))
    .then(
      () => 200,
      (error: { getStatus?(): number }) => error.getStatus?.() ?? error,
    );
  return {
    status,
    challenge: written['www-authenticate'],
    retry: written['retry-after'],
    principal: request.clientToken,
  };
};

const asked: string[] = [];
const addresses: (string | undefined)[] = [];
const check: ApiKeyCheck = {
  check: (value, address) => {
    asked.push(value);
    addresses.push(address);
    return value === GOOD ? PRINCIPAL : null;
  },
};
const bearer = (value: string): Sent => ({ headers: { authorization: `Bearer ${value}` } });
const header = (value: string | string[]): Sent => ({ headers: { 'x-api-key': value } });

beforeEach(() => {
  asked.splice(0);
  addresses.splice(0);
});

describe('a guard that accepts API keys', () => {
  it('says from where it came, for fairness between addresses', async () => {
    await outcomeOf({ ...header(GOOD), ip: '192.0.2.1' }, check);
    await outcomeOf(header(GOOD), check);
    expect(addresses).toEqual(['192.0.2.1', undefined]);
  });

  it.each([
    ['Authorization: Bearer', bearer(GOOD)],
    ['x-api-key', header(GOOD)],
    ['x-api-key beside another scheme', { headers: { 'x-api-key': GOOD, authorization: 'Basic eDp5' } }],
  ])('takes one in %s', async (_, sent) => {
    expect(await outcomeOf(sent, check)).toMatchObject({ status: 200, principal: PRINCIPAL });
  });

  it.each([
    ['Authorization: Bearer', bearer('sk_bad')],
    ['x-api-key', header('sk_bad')],
    ['x-api-key, whatever it looks like', header('é "x"')],
    ['x-api-key, though it is empty', header('')],
    ['x-api-key, though it is an access token', header(TOKEN)],
  ])('refuses a bad one in %s as it refuses a bad token (RFC 6750 §3.1)', async (_, sent) => {
    const { status, challenge, principal } = await outcomeOf(sent, check);
    expect({ status, principal }).toEqual({ status: 401, principal: undefined });
    expect(challenge).toBe(
      'Bearer realm="api", error="invalid_token", error_description="The API key is not valid."',
    );
  });

  it('still takes access tokens, and asks nobody about them', async () => {
    const { status, principal } = await outcomeOf(bearer(TOKEN), check);
    expect({ status, credential: principal?.credential }).toEqual({
      status: 200,
      credential: 'access_token',
    });
    expect((await outcomeOf(bearer('eyJhbGciOiJub25lIn0.e30.'), check)).status).toBe(401);
    expect(asked).toEqual([]);
  });

  it('challenges a request without credentials without an error', async () => {
    expect(await outcomeOf({}, check)).toMatchObject({ status: 401, challenge: 'Bearer realm="api"' });
    expect(await outcomeOf({ headers: { authorization: 'ApiKey sk_good' } }, check)).toMatchObject({
      status: 401,
      challenge: 'Bearer realm="api"',
    });
  });

  it.each<[string, Sent]>([
    ['a key in both headers', { headers: { authorization: `Bearer ${GOOD}`, 'x-api-key': GOOD } }],
    ['a key beside a token', { headers: { authorization: `Bearer ${TOKEN}`, 'x-api-key': GOOD } }],
    ['an empty key beside a token', { headers: { authorization: `Bearer ${TOKEN}`, 'x-api-key': '' } }],
    [
      'a repeated x-api-key, joined',
      { ...header(`${GOOD}, ${GOOD}`), rawHeaders: ['X-Api-Key', GOOD, 'x-API-key', GOOD] },
    ],
    ['a repeated x-api-key, in an array', header([GOOD, GOOD])],
    [
      'a key beside a token in a form',
      {
        headers: { 'x-api-key': GOOD, 'content-type': 'application/x-www-form-urlencoded' },
        body: { access_token: TOKEN },
      },
    ],
    ['a malformed Bearer header beside a key', { headers: { authorization: 'Bearer', 'x-api-key': GOOD } }],
  ])('answers 400 to %s (RFC 6750 §2)', async (_, sent) => {
    const { status, challenge } = await outcomeOf(sent, check);
    expect(status).toBe(400);
    expect(challenge).toContain('error="invalid_request"');
    expect(asked).toEqual([]);
  });

  it('lets a key into no resource that its principal is not meant for', async () => {
    expect((await outcomeOf(bearer(GOOD), check, Handlers.prototype.mcp)).status).toBe(401);
  });

  it.each<[string, ApiKeyCheck['check']]>([
    ['says so', () => Promise.reject(temporarilyUnavailable())],
    [
      'throws something else at once',
      () => {
        throw new TypeError('bug');
      },
    ],
    ['rejects with something else', () => Promise.reject(new Error('down'))],
  ])('answers 503, and never lets through, when the check %s', async (_, failing) => {
    const { status, retry, principal } = await outcomeOf(bearer(GOOD), { check: failing });
    expect({ status, retry, principal }).toEqual({ status: 503, retry: '1', principal: undefined });
  });

  it.each([undefined, null, false, 0, ''])(
    'refuses when a check without types answers %j',
    async (answer) => {
      const loose = { check: async () => answer } as unknown as ApiKeyCheck;
      expect((await outcomeOf(bearer(GOOD), loose)).status).toBe(401);
    },
  );
});

describe.each([undefined, null])('a guard that accepts no API keys (%s)', (none) => {
  it('refuses them as it refuses any token that is none', async () => {
    const { status, challenge } = await outcomeOf(bearer(GOOD), none);
    expect(status).toBe(401);
    expect(challenge).toContain('The access token is not valid.');
  });

  it('does not look at x-api-key, which may be somebody else’s', async () => {
    expect(await outcomeOf(header(GOOD), none)).toMatchObject({
      status: 401,
      challenge: 'Bearer realm="api"',
    });
    const beside = { headers: { authorization: `Bearer ${TOKEN}`, 'x-api-key': 'of a gateway' } };
    expect((await outcomeOf(beside, none)).status).toBe(200);
  });
});

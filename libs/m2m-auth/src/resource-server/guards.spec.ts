import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { tokenWith } from '../../../../test/guards/support/forge.js';
import { es256 } from '../../../../test/guards/support/signing-keys.js';
import { verifierWith } from '../../../../test/guards/support/verifier.js';
import { ClientAuthGuard } from './client-auth.guard.js';
import { currentClientOf } from './current-client.decorator.js';
import { Public } from './public.decorator.js';
import { RequireScopes } from './require-scopes.decorator.js';
import { ScopesGuard } from './scopes.guard.js';

class Handlers {
  plain(): void {}
  @RequireScopes('reports:read') scoped(): void {}
  @Public() open(): void {}
}

@Public()
class OpenHandlers {
  plain(): void {}
  @RequireScopes('reports:read') scoped(): void {}
}

type Handler = () => void;
const { plain, scoped, open } = Handlers.prototype;

const contextOf = (
  type: string,
  args: unknown[],
  handler: Handler = plain,
  owner = Handlers,
): ExecutionContext => {
  const context = new ExecutionContextHost(args, owner, handler);
  context.setType(type);
  return context;
};

const auth = new ClientAuthGuard(verifierWith(), new Reflector());
const scopes = new ScopesGuard(verifierWith(), new Reflector());
const authenticate = async (context: ExecutionContext) => auth.canActivate(context);
const request = (token = tokenWith({}, {}, es256)) => ({ headers: { authorization: `Bearer ${token}` } });
const unauthorized = expect.objectContaining({ status: 401 });

describe('outside HTTP (RS-18)', () => {
  const client = { handshake: request(), ...request() };

  it.each(['ws', 'rpc', 'of-tomorrow'])('refuses %s handlers, whatever they carry', async (type) => {
    await expect(authenticate(contextOf(type, [client, client, { req: client }]))).rejects.toEqual(
      unauthorized,
    );
    expect(() => scopes.canActivate(contextOf(type, [client], scoped))).toThrow(unauthorized);
    expect(() => currentClientOf(contextOf(type, [client]))).toThrow(unauthorized);
  });

  it('lets a GraphQL resolver in by the request in its context', async () => {
    const req = request();
    const context = contextOf('graphql', [{}, {}, { req }, {}], scoped);
    await expect(authenticate(context)).resolves.toBe(true);
    expect(scopes.canActivate(context)).toBe(true);
    expect(currentClientOf(context)).toMatchObject({ clientId: 'reporter' });
  });

  it('refuses a GraphQL resolver without a request, and one with a bad token', async () => {
    const written: string[] = [];
    const res = { setHeader: (name: string, value: string) => written.push(`${name}: ${value}`) };
    for (const context of [
      undefined,
      {},
      { req: {} },
      { req: { headers: {} } },
      { req: request('bad'), res },
    ]) {
      await expect(authenticate(contextOf('graphql', [{}, {}, context, {}]))).rejects.toEqual(unauthorized);
    }
    expect(written).toEqual([expect.stringContaining('error="invalid_token"')]);
  });
});

describe('@Public()', () => {
  const http = (handler: Handler, owner?: typeof Handlers) =>
    contextOf('http', [{ headers: {} }, {}], handler, owner);

  it('opens a handler, and gives it no client', async () => {
    await expect(authenticate(http(open))).resolves.toBe(true);
    expect(scopes.canActivate(http(open))).toBe(true);
    expect(currentClientOf(http(open))).toBeUndefined();
  });

  it('on a class opens its handlers but those that name scopes', async () => {
    const { plain, scoped } = OpenHandlers.prototype;
    const owner = OpenHandlers as unknown as typeof Handlers;
    await expect(authenticate(http(plain, owner))).resolves.toBe(true);
    await expect(authenticate(http(scoped, owner))).rejects.toEqual(unauthorized);
    expect(() => scopes.canActivate(http(scoped, owner))).toThrow(unauthorized);
  });

  it('is what @CurrentClient() needs to be satisfied without a client', () => {
    expect(() => currentClientOf(http(plain))).toThrow(unauthorized);
  });
});

describe('@RequireScopes()', () => {
  it.each([[], [''], ['a b'], ['a', 'b"'], ['ä'], ['a', undefined], [{ anyOf: [] }], [{ anyOf: ['a b'] }]])(
    'refuses %p when it is declared (RFC 6749 §3.3)',
    (...args) => {
      expect(() => RequireScopes(...(args as string[]))).toThrow(TypeError);
    },
  );
});

it('does not disguise an error that is none of ours', async () => {
  const bug = new TypeError('bug');
  const broken = Object.create(verifierWith(), { verify: { value: () => Promise.reject(bug) } }) as never;
  const guard = new ClientAuthGuard(broken, new Reflector());
  await expect(guard.canActivate(contextOf('http', [request(), {}]))).rejects.toBe(bug);
});

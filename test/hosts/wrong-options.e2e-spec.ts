import { NestFactory } from '@nestjs/core';
import type { DynamicModule } from '@nestjs/common';
import { M2MAuthModule, M2MAuthOptionsError, type M2MAuthOptions } from 'nestjs-m2m-auth';
import { redisRevocation, redisState } from 'nestjs-m2m-auth/redis';
import { createTokenVerifier, M2MResourceServerModule } from 'nestjs-m2m-auth/resource-server';
import { typeOrmPersistence } from 'nestjs-m2m-auth/typeorm';

const GOOD: M2MAuthOptions = { issuer: 'https://auth.example.com', audience: 'https://api.example.com' };

const messagesOf = (error: unknown): readonly string[] => {
  if (!(error instanceof M2MAuthOptionsError)) throw error;
  return error.problems.map(({ message }) => message);
};
const toldAtOnce = (configure: () => unknown): readonly string[] => {
  try {
    configure();
  } catch (error) {
    return messagesOf(error);
  }
  return [];
};
const toldAtStart = async (module: DynamicModule): Promise<readonly string[]> => {
  const started = NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
  return started.then(async (app) => {
    await app.close();
    return [];
  }, messagesOf);
};

describe('options that cannot be used, as untyped code may give them', () => {
  it('are all told in one error by an authorization server, those of its adapters included', async () => {
    const options = {
      ...GOOD,
      realm: 'my "api"',
      signing: { privateKey: 'not a PEM', keyEncryptionKeys: 'one' },
      redis: { url: 'http://h', keyprefix: 'a', shards: 65 },
      accesToken: {},
    };
    const sharedState = redisState();
    for (const module of [
      M2MAuthModule.forRoot({ ...(options as object), ...GOOD, sharedState }),
      M2MAuthModule.forRootAsync({ sharedState, useFactory: () => options as never }),
    ]) {
      expect(await toldAtStart(module)).toEqual([
        'accesToken is not an option; did you mean accessToken?',
        'redis.keyprefix is not an option; did you mean redis.keyPrefix?',
        'signing.keyEncryptionKeys must be a list of strings, not a string',
        'realm must be printable ASCII without " and \\',
        'signing.privateKey cannot be used: The signing key is not a private key in PEM.',
        'redis.url must begin with redis:// or rediss://',
        'redis.shards must be a whole number from 1 to 64',
      ]);
    }
  });

  it('are all told in one error by a resource server', async () => {
    const options = { ...GOOD, apiKeyCheck: {}, fetch: 'fetch', redis: {}, jwksUrl: 'https://x.example.com' };
    const module = M2MResourceServerModule.forRootAsync({
      revocation: redisRevocation(),
      useFactory: () => options as never,
    });
    expect(await toldAtStart(module)).toEqual([
      'jwksUrl is not an option; did you mean jwksUri?',
      'fetch must be a function, not a string',
      'apiKeyCheck must have a method check',
      expect.stringMatching(/^redis must say where Redis is/),
    ]);
  });

  it('are all told in one error by a verifier', () => {
    expect(
      toldAtOnce(() =>
        createTokenVerifier({
          issuer: 'auth',
          clockSkew: 5,
          jwks: { timeoutMs: 0, cooldownMs: -1 },
        } as never),
      ),
    ).toEqual([
      'clockSkew is not an option; did you mean clockSkewSeconds?',
      'issuer must be an absolute http(s) URL without credentials, query or fragment',
      'audience must be an absolute URI or a plain name without a fragment, or several',
      'jwks.cooldownMs must be a whole number of milliseconds above 0',
      'jwks.timeoutMs must be a whole number of milliseconds above 0',
    ]);
  });

  it('are told when the module is put together where they are structure', () => {
    const persistence = typeOrmPersistence({ migration: 'run', timeouts: { readMs: 0 } } as never);
    expect(
      toldAtOnce(() =>
        M2MAuthModule.forRoot({
          ...GOOD,
          persistence,
          sharedState: redisState,
          admin: { resources: ['clients'], guards: [], bodyLimit: 1_024 },
          paths: { token: 'token', introspekt: '/x' },
        } as never),
      ),
    ).toEqual([
      'paths.introspekt is not an option; did you mean paths.introspect?',
      'sharedState must be what redisState() returns',
      'persistence.migration is not an option; did you mean persistence.migrations?',
      'persistence.timeouts.readMs must be milliseconds above 0',
      expect.stringMatching(/^admin.resources must be a list of oauth-clients, /),
      'admin.guards must not be empty: admin routes are not left open',
      'admin.bodyLimit must be a whole number of bytes, at least 16384',
      'paths.token must begin with / and hold only URL segments',
    ]);
    expect(toldAtOnce(() => M2MAuthModule.forRoot(undefined as never))).toEqual([
      'The options must be an object, not undefined',
    ]);
  });

  it('are told when a value stands where structure belongs, and the other way round', async () => {
    const { issuer, audience } = GOOD;
    expect(
      toldAtOnce(() =>
        M2MAuthModule.forRootAsync({ issuer, useFactory: () => GOOD, useFaktory: 1 } as never),
      ),
    ).toEqual([
      'issuer is a value: return it from useFactory',
      'useFaktory is not an option; did you mean useFactory?',
    ]);
    expect(toldAtOnce(() => M2MResourceServerModule.forRootAsync({ audience } as never))).toEqual([
      'audience is a value: return it from useFactory',
      'useFactory is required: what it returns are the values',
    ]);
    expect(toldAtOnce(() => M2MAuthModule.forRootAsync({}))).toEqual([
      'useFactory is required: what it returns are the values',
    ]);
    const inside = { ...GOOD, persistence: typeOrmPersistence(), isGlobal: true } as never;
    expect(await toldAtStart(M2MAuthModule.forRootAsync({ useFactory: () => inside }))).toEqual([
      'persistence is structure: give it to forRootAsync() beside useFactory',
      'isGlobal is structure: give it to forRootAsync() beside useFactory',
    ]);
    expect(await toldAtStart(M2MResourceServerModule.forRootAsync({ useFactory: () => inside }))).toEqual([
      expect.stringMatching(/^persistence is not an option/),
      'isGlobal is structure: give it to forRootAsync() beside useFactory',
    ]);
  });
});

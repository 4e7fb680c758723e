import { generateKeyPairSync } from 'node:crypto';
import type { M2MAuthOptions } from './options.js';
import { resolveOptions, type OptionsContext } from './resolved-options.js';
import { M2MAuthOptionsError, type OptionProblem } from '../../oauth/option-problems.js';

const GOOD: M2MAuthOptions = { issuer: 'https://auth.example.com', audience: 'https://api.example.com' };
const DEVELOPMENT = { production: false, durable: false };
const PRODUCTION = { production: true, durable: true };
const SECRET = 's-secret-of-the-tests-23571113-1719';
const PEM = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ format: 'pem', type: 'pkcs8' })
  .toString();

const problemsOf = (options: unknown, context: OptionsContext = DEVELOPMENT): readonly OptionProblem[] => {
  try {
    resolveOptions(options as M2MAuthOptions, context);
    return [];
  } catch (error) {
    if (error instanceof M2MAuthOptionsError) return error.problems;
    throw error;
  }
};
const namesOf = (options: unknown, context: OptionsContext = DEVELOPMENT): string[] =>
  problemsOf(options, context).map(({ path }) => path);

describe('the options', () => {
  it('need an issuer and an audience, and have these defaults', () => {
    expect(resolveOptions(GOOD, DEVELOPMENT)).toEqual({
      issuer: GOOD.issuer,
      baseUrl: GOOD.issuer,
      audiences: [GOOD.audience],
      defaultAudience: [GOOD.audience],
      internalApiKeys: [],
      signing: { rotationIntervalSeconds: 90 * 86_400, publishAheadSeconds: 360 },
      ttlSeconds: 3_600,
      scopeClaims: ['scope'],
      scopeWhenOmitted: 'all',
      hashing: 'by-entropy',
      safeToRetireAfterSeconds: 86_400,
      introspection: { policy: 'audience', denied: 'inactive', requiredScope: undefined },
      throttle: { limit: 10, windowMs: 60_000, addressLimit: 300, counts: 'failures' },
      graceMs: null,
      registration: null,
      audit: { tokens: 'aggregated', retentionMs: 400 * 86_400_000, sink: undefined },
      liveTokens: false,
      apiKeys: false,
      realm: undefined,
      clockSkewSeconds: 5,
    });
    expect(namesOf({})).toEqual(['issuer', 'audience']);
  });

  it('are refused with every problem at once, by name and without values', () => {
    const canary = 'c4nary';
    const bad = {
      issuer: canary,
      audience: `${canary}#`,
      defaultAudience: [`${canary} `],
      baseUrl: canary,
      internalApiKeys: [canary],
      signing: { algorithm: canary, secret: canary, privateKey: canary, keyEncryptionKeys: [canary] },
      accessToken: { ttl: 59, scopeClaims: [canary] },
      scope: { whenOmitted: canary, implies: { [canary]: canary } },
      secrets: { hashing: canary },
      throttle: { limit: 0, counts: canary },
      clockSkewSeconds: 61,
      revocation: { mode: canary, graceMs: 5_001 },
      registration: {
        openRegistration: canary,
        scopes: [`${canary} `],
        defaultScopes: [canary],
        audiences: [`${canary}#`],
        maxClients: 0,
        secretLifetimeSeconds: 59,
      },
      audit: { tokens: canary, retentionDays: canary, sink: canary },
    };
    const names = new Set(namesOf(bad));
    for (const name of [
      'issuer',
      'audience',
      'defaultAudience',
      'baseUrl',
      'internalApiKeys',
      'signing.algorithm',
      'signing.secret',
      'signing.keyEncryptionKeys',
      'accessToken.ttl',
      'accessToken.scopeClaims',
      'scope.whenOmitted',
      'scope.implies',
      'secrets.hashing',
      'throttle.limit',
      'throttle.counts',
      'clockSkewSeconds',
      'revocation.mode',
      'revocation.graceMs',
      'registration.openRegistration',
      'registration.scopes',
      'registration.defaultScopes',
      'registration.audiences',
      'registration.maxClients',
      'registration.secretLifetimeSeconds',
      'audit.tokens',
      'audit.retentionDays',
      'audit.sink',
    ]) {
      expect(names).toContain(name);
    }
    const error = new M2MAuthOptionsError(problemsOf(bad));
    expect(error.message).not.toContain(canary);
    for (const { message } of error.problems) expect(error.message).toContain(message);
  });

  it.each([
    'auth.example.com',
    'ftp://auth.example.com',
    'https://auth.example.com?a=1',
    'https://auth.example.com/#a',
    'https:auth.example.com',
    ' https://auth.example.com',
    'https://auth.example.com\n',
    'https://user:secret@auth.example.com',
    7,
    null,
  ])('refuse %j as issuer: it is compared byte for byte (RFC 8414 §2)', (issuer) => {
    expect(namesOf({ ...GOOD, issuer })).toEqual(['issuer']);
  });

  it.each([
    [{ signing: { algorithm: 'HS256' } }, 'signing.secret'],
    [{ signing: { secret: SECRET, algorithm: 'ES256' } }, 'signing.secret'],
    [{ signing: { secret: SECRET, privateKey: 'x' } }, 'signing.secret'],
    [{ signing: { privateKey: 'x' } }, 'signing.privateKey'],
    [{ signing: { privateKey: PEM, algorithm: 'RS256' } }, 'signing.privateKey'],
    [{ realm: 'a"b' }, 'realm'],
    [{ signing: { secret: 's'.repeat(31) } }, 'signing.secret'],
    [{ signing: { secret: '0'.repeat(32) } }, 'signing.secret'],
    [{ internalApiKeys: ['replace-me-with-at-least-32-characters'] }, 'internalApiKeys'],
    [
      { signing: { keyEncryptionKeys: ['${KEY_ENCRYPTION_KEY_OF_PRODUCTION}'] } },
      'signing.keyEncryptionKeys',
    ],
    [{ secrets: { safeToRetireAfterSeconds: 3_719 } }, 'secrets.safeToRetireAfterSeconds'],
    [{ secrets: { safeToRetireAfterSeconds: 86_400.5 } }, 'secrets.safeToRetireAfterSeconds'],
    [{ signing: { keyEncryptionKeys: ['é'.repeat(15)] } }, 'signing.keyEncryptionKeys'],
    [{ signing: { rotationIntervalSeconds: 0 } }, 'signing.rotationIntervalSeconds'],
    [{ signing: { rotationIntervalSeconds: Number.POSITIVE_INFINITY } }, 'signing.rotationIntervalSeconds'],
    [{ signing: { publishAheadSeconds: -1 } }, 'signing.publishAheadSeconds'],
    [{ signing: { publishAheadSeconds: 30 * 86_400 + 1 } }, 'signing.publishAheadSeconds'],
    [{ accessToken: { ttl: 86_401 } }, 'accessToken.ttl'],
    [{ accessToken: { ttl: Number.NaN } }, 'accessToken.ttl'],
    [{ accessToken: { scopeClaims: [] } }, 'accessToken.scopeClaims'],
    [{ clockSkewSeconds: -1 }, 'clockSkewSeconds'],
    [{ clockSkewSeconds: Number.NaN }, 'clockSkewSeconds'],
    [{ throttle: { windowMs: 0.5 } }, 'throttle.windowMs'],
    [{ throttle: { addressLimit: Infinity } }, 'throttle.addressLimit'],
    [{ revocation: { graceMs: 0 } }, 'revocation.graceMs'],
    [{ revocation: { mode: 'grace', graceMs: Number.NaN } }, 'revocation.graceMs'],
    [{ audit: { retentionDays: 0 } }, 'audit.retentionDays'],
    [{ audit: { retentionDays: 1.5 } }, 'audit.retentionDays'],
    [{ audit: { sink: null } }, 'audit.sink'],
    [{ audience: [] }, 'audience'],
    [{ defaultAudience: [] }, 'defaultAudience'],
  ])('refuse %j', (more, name) => {
    expect(namesOf({ ...GOOD, ...more })).toEqual([name]);
  });

  it.each([
    ['scopes', 'reports:read'],
    ['scopes', 5],
    ['scopes', Array.from({ length: 65 }, (_, n) => `s${n}`)],
    ['scopes', ['x'.repeat(1_000), 'y'.repeat(30)]],
    ['defaultScopes', ['beyond']],
    ['audiences', ['https://']],
    ['maxClients', 1.5],
    ['secretLifetimeSeconds', Number.NaN],
    ['unusedLifetimeSeconds', 3_599],
    ['unusedLifetimeSeconds', Number.POSITIVE_INFINITY],
  ])('refuse registration.%s that no client could have: %j', (name, value) => {
    expect(namesOf({ ...GOOD, registration: { [name]: value } })).toEqual([`registration.${name}`]);
  });

  it('leave registration off, and on need an initial access token and permit nothing unless they say so', () => {
    const registrationOf = (registration?: object) =>
      resolveOptions({ ...GOOD, registration }, DEVELOPMENT).registration;
    expect(registrationOf()).toBeNull();
    expect(registrationOf({})).toEqual({
      open: false,
      scopes: [],
      defaultScopes: [],
      audiences: [],
      maxClients: 1_000,
      secretLifetimeSeconds: null,
      unusedLifetimeSeconds: 2_592_000,
    });
  });

  it('take what is left undefined as left out', () => {
    const options = { ...GOOD, throttle: { limit: undefined, windowMs: 1_000 } } as unknown as M2MAuthOptions;
    expect(resolveOptions(options, DEVELOPMENT).throttle).toEqual({
      limit: 10,
      windowMs: 1_000,
      addressLimit: 300,
      counts: 'failures',
    });
    expect(resolveOptions({ ...GOOD, throttle: false }, DEVELOPMENT).throttle).toBeNull();
    expect(resolveOptions({ ...GOOD, baseUrl: 'https://x.example/a//' }, DEVELOPMENT).baseUrl).toBe(
      'https://x.example/a',
    );
  });

  it('wait for a secret to rest longer than any token lives, unless they say how long', () => {
    const after = (options: Partial<M2MAuthOptions>): number =>
      resolveOptions({ ...GOOD, ...options }, DEVELOPMENT).safeToRetireAfterSeconds;
    expect(after({ accessToken: { ttl: 60 } })).toBe(86_400);
    expect(after({ accessToken: { ttl: 86_400 } })).toBe(172_800);
    expect(after({ secrets: { safeToRetireAfterSeconds: 3_720 } })).toBe(3_720);
  });

  it.each([
    [undefined, null],
    [{ mode: 'closed', graceMs: 100 } as const, null],
    [{ mode: 'grace' } as const, 5_000],
    [{ mode: 'grace', graceMs: 100 } as const, 100],
  ])('let tokens through while nobody can tell only when asked to: %j', (revocation, graceMs) => {
    expect(resolveOptions({ ...GOOD, ...(revocation && { revocation }) }, DEVELOPMENT).graceMs).toBe(graceMs);
  });

  it('in production need https, a store that lasts, and a key to encrypt managed keys with', () => {
    const http = { ...GOOD, issuer: 'http://auth.example.com' };
    expect(namesOf(http)).toEqual([]);
    expect(namesOf(http, PRODUCTION)).toEqual(['issuer', 'signing.keyEncryptionKeys']);
    expect(namesOf({ ...GOOD, signing: { secret: SECRET } }, { production: true, durable: false })).toEqual([
      'persistence',
    ]);
    for (const signing of [{ secret: SECRET }, { privateKey: PEM }, { keyEncryptionKeys: [SECRET] }]) {
      expect(namesOf({ ...GOOD, signing }, PRODUCTION)).toEqual([]);
    }
    for (const issuer of ['http://localhost:3000', 'http://127.0.0.1', 'http://[::1]:1']) {
      expect(namesOf({ ...GOOD, issuer, signing: { secret: SECRET } }, PRODUCTION)).toEqual([]);
    }
    const almost = { ...GOOD, issuer: 'http://localhost.example.com', signing: { secret: SECRET } };
    expect(namesOf(almost, PRODUCTION)).toEqual(['issuer']);
  });
});

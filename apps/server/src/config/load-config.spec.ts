import { generateKeyPairSync } from 'node:crypto';
import { ConfigError, type ConfigProblem } from './config-error.js';
import { loadConfig } from './load-config.js';

const long = (letter: string): string => `${letter}-secret-of-the-tests-23571113-1719`;
const production = {
  NODE_ENV: 'production',
  ISSUER: 'https://auth.example.com',
  INTERNAL_API_KEY: long('k'),
  KEY_ENCRYPTION_KEY: long('z'),
  EMBEDDED_DATABASE: 'true',
};

function problemsOf(
  env: Record<string, string>,
  files: Record<string, string> = {},
): readonly ConfigProblem[] {
  try {
    loadConfig(env, read(files));
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}
const namesOf = (...args: Parameters<typeof problemsOf>): string[] =>
  problemsOf(...args).map(({ name }) => name);
const read =
  (files: Record<string, string>) =>
  (path: string): string => {
    const contents = files[path];
    if (contents === undefined) throw new Error('ENOENT');
    return contents;
  };
const pem = (curve: string): string =>
  generateKeyPairSync('ec', { namedCurve: curve })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();

describe('configuration from the environment', () => {
  it('needs nothing outside production', () => {
    expect(loadConfig({})).toMatchObject({
      environment: 'development',
      http: { adapter: 'fastify', host: '127.0.0.1', port: 3_000, trustProxy: false },
      issuer: 'http://localhost:3000',
      audience: 'http://localhost:3000',
      internalApiKeys: 'generate',
      signing: { keyEncryptionKeys: 'generate' },
      accessToken: { ttl: 3_600, scopeClaims: ['scope', 'scopes', 'scp'] },
      throttle: { limit: 10, windowMs: 60_000 },
      revocationMode: 'closed',
      audit: { tokens: 'aggregated', retentionDays: 400 },
      revocationCheck: 'projection',
    });
  });

  it('takes every way to audit, and how long to keep it', () => {
    for (const tokens of ['aggregated', 'synchronous', 'off']) {
      const { audit } = loadConfig({ AUDIT_TOKENS: tokens, AUDIT_RETENTION_DAYS: '30' });
      expect(audit).toEqual({ tokens, retentionDays: 30 });
    }
    expect(namesOf({ AUDIT_TOKENS: 'all', AUDIT_RETENTION_DAYS: '0' })).toEqual([
      'AUDIT_TOKENS',
      'AUDIT_RETENTION_DAYS',
    ]);
  });

  it('takes both revocation modes', () => {
    expect(loadConfig({ REVOCATION_MODE: 'closed' }).revocationMode).toBe('closed');
    expect(loadConfig({ REVOCATION_MODE: 'grace' }).revocationMode).toBe('grace');
  });

  it('takes a copy of the revocations only where there is something to copy', () => {
    const REVOCATION_CHECK = 'replica';
    expect(loadConfig({ REVOCATION_CHECK, REDIS_URL: 'redis://h' }).revocationCheck).toBe('replica');
    expect(() => loadConfig({ REVOCATION_CHECK })).toThrow(/REVOCATION_CHECK.*REDIS_URL/);
  });

  it('lists in production every required setting that is missing', () => {
    expect(namesOf({ NODE_ENV: 'production' })).toEqual([
      'ISSUER',
      'DATABASE_URL',
      'INTERNAL_API_KEY',
      'KEY_ENCRYPTION_KEY',
    ]);
  });

  it('runs on the embedded database in production only when asked to by name', () => {
    const DATABASE_URL = 'postgres://db/m2m';
    expect(namesOf({ ...production, EMBEDDED_DATABASE: 'false' })).toEqual(['DATABASE_URL']);
    expect(problemsOf({ ...production, EMBEDDED_DATABASE: '' })).toEqual([
      { name: 'DATABASE_URL', message: expect.stringContaining('EMBEDDED_DATABASE=true') as string },
    ]);
    expect(namesOf({ EMBEDDED_DATABASE: 'false' })).toEqual(['DATABASE_URL']);
    expect(namesOf({ EMBEDDED_DATABASE: 'true', DATABASE_URL })).toEqual(['EMBEDDED_DATABASE']);
    expect(loadConfig(production).databaseUrl).toBeUndefined();
    expect(loadConfig({ ...production, EMBEDDED_DATABASE: '', DATABASE_URL }).databaseUrl).toBe(DATABASE_URL);
  });

  it('warns in production about what serves only one process', () => {
    const config = loadConfig(production);

    expect(config.http.host).toBe('0.0.0.0');
    expect(config.warnings).toHaveLength(2);
    expect(
      loadConfig({
        ...production,
        EMBEDDED_DATABASE: '',
        DATABASE_URL: 'postgres://db/m2m',
        REDIS_URL: 'redis://r',
      }).warnings,
    ).toEqual([]);
  });

  it.each(['redis://h/cache', 'rediss://h/1/2', 'redis://h/-1', 'redis://h/1e3'])(
    'refuses %s, whose path is no number of a database',
    (REDIS_URL) => {
      expect(() => loadConfig({ REDIS_URL })).toThrow(/REDIS_URL.*number of a database/);
      expect(() => loadConfig({ REDIS_URL })).not.toThrow(REDIS_URL);
    },
  );

  it('reports all problems at once, by name and without values', () => {
    const bad = {
      NODE_ENV: 'staging-value',
      PORT: '70000-value',
      HTTP_ADAPTER: 'koa-value',
      ISSUER: 'not-a-value',
      DATABASE_URL: 'mysql://user:value@host/db',
      REDIS_URL: 'value',
      AUDIENCE: 'https://api.example.com/#value',
      INTERNAL_API_KEY: 'short-value',
      SIGNING_ALGORITHM: 'none-value',
      JWT_SECRET: 'value',
      ACCESS_TOKEN_TTL: '59',
      ACCESS_TOKEN_SCOPE_CLAIMS: 'roles-value',
      AUTH_TOKEN_THROTTLE_TTL_MS: '-1value',
      AUTH_TOKEN_THROTTLE_LIMIT: '0',
      TRUST_PROXY: 'value',
      LOG_LEVEL: 'loud-value',
      KEY_ROTATION_INTERVAL: '5 values',
      SECRET_SAFE_TO_RETIRE_AFTER: '5 values',
      REVOCATION_MODE: 'open-value',
      REVOCATION_CHECK: 'other-value',
      REDIS_KEY_PREFIX: 'a}value',
      SEED_FILE: 'seed-value',
    };

    const problems = problemsOf(bad);

    expect(problems.map(({ name }) => name).sort()).toEqual(Object.keys(bad).sort());
    expect(JSON.stringify(problems)).not.toContain('value');
    expect(new ConfigError(problems).message).not.toContain('value');
  });

  it('treats blank as unset', () => {
    expect(loadConfig({ PORT: '', ISSUER: ' ', DATABASE_URL: '', TRUST_PROXY: '' })).toEqual(loadConfig({}));
  });

  it('cannot be changed afterwards', () => {
    const config = loadConfig({});

    expect(Object.isFrozen(config) && Object.isFrozen(config.http) && Object.isFrozen(config.throttle)).toBe(
      true,
    );
  });

  describe('secrets from files', () => {
    it('reads NAME_FILE and drops the final newline', () => {
      const files = { '/run/key': `${long('f')}\n`, '/run/db': 'postgres://u:p@db/m2m\n' };
      const config = loadConfig(
        { INTERNAL_API_KEY_FILE: '/run/key', DATABASE_URL_FILE: '/run/db' },
        read(files),
      );

      expect(config.internalApiKeys).toEqual([long('f')]);
      expect(config.databaseUrl).toBe('postgres://u:p@db/m2m');
    });

    it.each([
      'INTERNAL_API_KEY',
      'JWT_SECRET',
      'SIGNING_KEY',
      'KEY_ENCRYPTION_KEY',
      'DATABASE_URL',
      'REDIS_URL',
    ])('refuses %s set both ways', (name) => {
      expect(namesOf({ [name]: long('a'), [`${name}_FILE`]: '/f' }, { '/f': long('b') })).toContain(name);
    });

    it('names a file that is missing or empty', () => {
      expect(namesOf({ JWT_SECRET_FILE: '/none' })).toEqual(['JWT_SECRET_FILE']);
      expect(
        namesOf({ ...production, INTERNAL_API_KEY: '', INTERNAL_API_KEY_FILE: '/f' }, { '/f': '' }),
      ).toContain('INTERNAL_API_KEY');
    });
  });

  describe('INTERNAL_API_KEY', () => {
    it('turns the admin endpoints off when blank, in production too', () => {
      expect(loadConfig({ ...production, INTERNAL_API_KEY: '' }).internalApiKeys).toEqual([]);
    });

    it('takes several keys, each of at least 32 characters', () => {
      expect(loadConfig({ INTERNAL_API_KEY: `${long('a')}, ${long('b')}` }).internalApiKeys).toHaveLength(2);
      expect(namesOf({ INTERNAL_API_KEY: `${long('a')},${'b'.repeat(31)}` })).toEqual(['INTERNAL_API_KEY']);
      expect(namesOf({ INTERNAL_API_KEY: `${long('a')},` })).toEqual(['INTERNAL_API_KEY']);
    });
  });

  describe('signing', () => {
    it('is HS256 when just a secret is given', () => {
      expect(loadConfig({ JWT_SECRET: long('s') }).signing).toMatchObject({
        algorithm: 'HS256',
        keyEncryptionKeys: [],
      });
    });

    it('refuses a secret with another algorithm, and HS256 without one', () => {
      expect(namesOf({ JWT_SECRET: long('s'), SIGNING_ALGORITHM: 'ES256' })).toEqual(['JWT_SECRET']);
      expect(namesOf({ SIGNING_ALGORITHM: 'HS256' })).toEqual(['JWT_SECRET']);
    });

    it('refuses a secret of fewer than 32 bytes (RFC 7518 §3.2)', () => {
      expect(namesOf({ JWT_SECRET: 's'.repeat(31) })).toEqual(['JWT_SECRET']);
    });

    it('takes a pinned PEM with literal \\n, and needs no key-encryption key for it', () => {
      const key = pem('P-256');
      const oneLine = key.replaceAll('\n', '\\n');

      expect(loadConfig({ ...production, KEY_ENCRYPTION_KEY: '', SIGNING_KEY: oneLine }).signing).toEqual({
        algorithm: 'ES256',
        privateKey: key,
        keyEncryptionKeys: [],
      });
    });

    it('refuses a key on another curve, of another algorithm, or none at all', () => {
      expect(namesOf({ SIGNING_KEY: pem('P-384') })).toEqual(['SIGNING_KEY']);
      expect(namesOf({ SIGNING_KEY: pem('P-256'), SIGNING_ALGORITHM: 'RS256' })).toEqual(['SIGNING_KEY']);
      expect(namesOf({ SIGNING_KEY: 'no key' })).toEqual(['SIGNING_KEY']);
    });

    it('takes one or two key-encryption keys of 32 bytes', () => {
      const hex = '8f1d2a7c3b9e5046'.repeat(4);
      expect(
        loadConfig({ KEY_ENCRYPTION_KEY: `${hex},${long('z')}` }).signing.keyEncryptionKeys,
      ).toHaveLength(2);
      expect(namesOf({ KEY_ENCRYPTION_KEY: 'ab'.repeat(16) })).toEqual(['KEY_ENCRYPTION_KEY']);
      expect(namesOf({ KEY_ENCRYPTION_KEY: [hex, hex, hex].join() })).toEqual(['KEY_ENCRYPTION_KEY']);
    });
  });

  it.each([
    '0'.repeat(64),
    `${'a'.repeat(63)}z`,
    'abcdefghijklmnopqrstuvwxyz0123456789',
    'replace-me-with-at-least-32-characters',
    '${SECRET_OF_THE_DEPLOYMENT_IN_PRODUCTION}',
  ])('takes no secret such as %s', (weak) => {
    expect(namesOf({ INTERNAL_API_KEY: weak })).toEqual(['INTERNAL_API_KEY']);
    expect(namesOf({ INTERNAL_API_KEY: `${long('a')},${weak}` })).toEqual(['INTERNAL_API_KEY']);
    expect(namesOf({ KEY_ENCRYPTION_KEY: weak })).toEqual(['KEY_ENCRYPTION_KEY']);
    expect(namesOf({ JWT_SECRET: weak })).toEqual(['JWT_SECRET']);
    expect(namesOf({ JWT_SECRET_FILE: '/f' }, { '/f': weak })).toEqual(['JWT_SECRET']);
  });

  it('takes the examples of the documentation outside production only', () => {
    const example = 'only-for-development-0123456789abcdef';
    expect(namesOf({ INTERNAL_API_KEY: example })).toEqual([]);
    expect(namesOf({ ...production, INTERNAL_API_KEY: example })).toEqual(['INTERNAL_API_KEY']);
  });

  it.each([
    ['90d', 7_776_000],
    ['12h', 43_200],
    ['60m', 3_600],
  ])('reads a KEY_ROTATION_INTERVAL of %s', (text, seconds) =>
    expect(loadConfig({ KEY_ROTATION_INTERVAL: text }).keyRotationInterval).toBe(seconds),
  );

  it('takes a SECRET_SAFE_TO_RETIRE_AFTER that is longer than any token lives', () => {
    const settings = { SECRET_SAFE_TO_RETIRE_AFTER: '1h' };
    expect(loadConfig({ ...settings, ACCESS_TOKEN_TTL: '3480' }).safeToRetireAfter).toBe(3_600);
    expect(namesOf({ ...settings, ACCESS_TOKEN_TTL: '3481' })).toEqual(['SECRET_SAFE_TO_RETIRE_AFTER']);
    expect(namesOf({ SECRET_SAFE_TO_RETIRE_AFTER: '99999999d' })).toEqual(['SECRET_SAFE_TO_RETIRE_AFTER']);
    expect(loadConfig({}).safeToRetireAfter).toBeUndefined();
  });

  it.each(['0', '1.5', '1e3', 'ten', '+5', '9'.repeat(20)])('refuses a throttle limit of %s', (text) =>
    expect(namesOf({ AUTH_TOKEN_THROTTLE_LIMIT: text })).toEqual(['AUTH_TOKEN_THROTTLE_LIMIT']),
  );
});

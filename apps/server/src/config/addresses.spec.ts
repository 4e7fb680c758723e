import { ConfigError } from './config-error.js';
import { loadConfig } from './load-config.js';

const secret = (letter: string): string => `${letter}-secret-of-the-tests-23571113-1719`;
const production = {
  NODE_ENV: 'production',
  ISSUER: 'https://auth.example.com',
  INTERNAL_API_KEY: secret('k'),
  KEY_ENCRYPTION_KEY: secret('z'),
  EMBEDDED_DATABASE: 'true',
};

const namesOf = (env: Record<string, string>): string[] => {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ name }) => name);
    throw error;
  }
  return [];
};

describe('addresses from the environment', () => {
  describe('ISSUER', () => {
    it.each([
      'http://auth.example.com',
      'ftp://a',
      '/relative',
      'https://a/?x',
      'https://a/#f',
      'https://u:p@a/',
    ])('is not %s in production', (issuer) =>
      expect(namesOf({ ...production, ISSUER: issuer })).toEqual(['ISSUER']),
    );

    it.each(['http://localhost:3000', 'http://127.0.0.1', 'http://[::1]:8080', 'https://a.example/tenant'])(
      'may be %s',
      (issuer) => expect(loadConfig({ ...production, ISSUER: issuer }).issuer).toBe(issuer),
    );
  });

  describe('TRUST_PROXY', () => {
    it.each([
      ['2', 2],
      ['10.0.0.0/8, fd00::/8,192.0.2.1', ['10.0.0.0/8', 'fd00::/8', '192.0.2.1']],
      ['loopback', ['loopback']],
      ['0', false],
    ])('%s', (text, expected) => expect(loadConfig({ TRUST_PROXY: text }).http.trustProxy).toEqual(expected));

    it.each(['true', '10.0.0.0/33', 'fd00::/129', 'proxy.local', '-1', '1.5'])('is not %s', (text) =>
      expect(namesOf({ TRUST_PROXY: text })).toEqual(['TRUST_PROXY']),
    );
  });
});

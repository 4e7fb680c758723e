import type { M2MAuthOptions } from './authorization-server/options.js';
import { resolveOptions, type OptionsContext } from './authorization-server/resolved-options.js';
import { M2MAuthOptionsError, type OptionProblem } from '../oauth/option-problems.js';

const GOOD: M2MAuthOptions = { issuer: 'https://auth.example.com', audience: 'https://api.example.com' };
const DEVELOPMENT: OptionsContext = { production: false, durable: false };
const SECRET = 's-secret-of-the-tests-23571113-1719';

const problemsOf = (options: unknown, context = DEVELOPMENT): readonly OptionProblem[] => {
  try {
    resolveOptions(options as M2MAuthOptions, context);
    return [];
  } catch (error) {
    if (error instanceof M2MAuthOptionsError) return error.problems;
    throw error;
  }
};
const namesOf = (options: unknown, context = DEVELOPMENT): string[] =>
  problemsOf(options, context).map(({ path }) => path);

describe('the options of untyped code', () => {
  it.each([
    [{ signing: 'HS256' }, 'signing', 'kind', 'signing must be an object, not a string'],
    [{ signing: null }, 'signing', 'kind', 'signing must be an object, not null'],
    [
      { accessToken: { ttl: '600' } },
      'accessToken.ttl',
      'kind',
      'accessToken.ttl must be a number, not a string',
    ],
    [
      { accessToken: { scopeClaims: 'scope' } },
      'accessToken.scopeClaims',
      'kind',
      /a list of strings, not a string/,
    ],
    [{ internalApiKeys: SECRET }, 'internalApiKeys', 'kind', /a list of strings, not a string/],
    [{ internalApiKeys: [7] }, 'internalApiKeys', 'kind', /a list of strings, not such a list/],
    [{ throttle: true }, 'throttle', 'kind', /an object, not a boolean/],
    [{ protectedResources: {} }, 'protectedResources', 'kind', /a list of objects, not an object/],
    [{ protectedResources: ['x'] }, 'protectedResources[0]', 'kind', /an object, not a string/],
    [{ redis: 'redis://:hunter2@h' }, 'redis', 'kind', /an object, not a string/],
    [{ redis: { url: 7 } }, 'redis.url', 'kind', /a string, not a number/],
    [{ audiense: 'a' }, 'audiense', 'unknown', 'audiense is not an option; did you mean audience?'],
    [
      { signing: { keyEncryptionKey: [] } },
      'signing.keyEncryptionKey',
      'unknown',
      /did you mean signing\.keyEncryptionKeys\?$/,
    ],
    [{ ttl: 60 }, 'ttl', 'unknown', 'ttl is not an option; did you mean accessToken.ttl?'],
    [{ hunter2: 1 }, 'hunter2', 'unknown', 'hunter2 is not an option'],
    [{ signing: { 'hunter2 !': 1 } }, 'signing', 'unknown', 'signing has a member that is not an option'],
    [
      { persistence: {} },
      'persistence',
      'misplaced',
      /is structure: give it to forRootAsync\(\) beside useFactory/,
    ],
    [{ constructor: 1, __proto__: { issuer: 7 } }, 'constructor', 'unknown', 'constructor is not an option'],
  ])('are refused by name and kind: %j', (more, path, code, message) => {
    const [problem, ...others] = problemsOf({ ...GOOD, ...more });
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ path, code });
    expect(problem?.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });

  it.each([undefined, null, 'options', []])('must be an object, not %j', (options) => {
    expect(problemsOf(options)).toEqual([
      { path: '', code: 'kind', message: expect.stringMatching(/^The options must be an object/) as string },
    ]);
  });

  it('may be an object of a class that computes them', () => {
    class Settings {
      get issuer(): string {
        return GOOD.issuer;
      }
      readonly audience = GOOD.audience;
    }
    expect(resolveOptions(new Settings(), DEVELOPMENT).issuer).toBe(GOOD.issuer);
  });

  it('are refused together with what an adapter finds in its part', () => {
    const redis: OptionProblem = { path: 'redis.url', code: 'value', message: 'redis.url must be …' };
    expect(namesOf({ ...GOOD, realm: '"' }, { ...DEVELOPMENT, checks: [() => [redis]] })).toEqual([
      'realm',
      'redis.url',
    ]);
    // The kind says it all.
    expect(namesOf({ ...GOOD, redis: [] }, { ...DEVELOPMENT, checks: [() => [redis]] })).toEqual(['redis']);
  });
});

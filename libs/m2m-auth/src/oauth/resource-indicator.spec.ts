import fc from 'fast-check';
import { OAuthError } from './oauth-error.js';
import { isAudience, parseResourceIndicators } from './resource-indicator.js';

const refused = (...values: string[]) => {
  try {
    return parseResourceIndicators(values);
  } catch (error) {
    return error instanceof OAuthError ? error.code : error;
  }
};

describe('resource indicators (RFC 8707 §2)', () => {
  it.each([
    'https://api.example.com',
    'https://api.example.com/',
    'HTTPS://API.example.com:443/a/../b?tenant=1',
    'http://localhost:3000/mcp',
    'https://[::1]/x',
    'https://api.example.com/%C3%A9',
    'urn:example:api',
    'api://9f1c/.default',
    'spiffe://example.org/ns/x',
  ])('keeps %s byte for byte', (value) => {
    expect(parseResourceIndicators([value])).toEqual([value]);
    expect(isAudience(value)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['a plain name', 'api'],
    ['a path', '/x'],
    ['a relative reference with authority', '//h'],
    ['a percent sign', '%'],
    ['a fragment', 'https://api.example.com/#a'],
    ['an empty fragment', 'https://api.example.com/#'],
    ['a scheme alone', 'http:'],
    ['a scheme alone, not http', 'urn:'],
    ['a scheme and slashes', 'https://'],
    ['no host', 'https:///path'],
    ['no host but a port', 'https://:443/'],
    ['no host but a user', 'https://user@/'],
    ['no authority', 'https:api.example.com'],
    ['a port that is none', 'https://api.example.com:port/'],
    ['a scheme that starts with a digit', '1a:b'],
    ['no scheme', ':a'],
    ['a space', 'https://api.example.com/a b'],
    ['a leading space', ' https://api.example.com'],
    ['a line break', 'https://api.example.com/\r\nx'],
    ['NUL', 'https://api.example.com/\0'],
    ['a non-ASCII character', 'https://api.example.com/é'],
    ['a lone surrogate', 'urn:\ud800'],
    ['a backslash', 'https:\\\\api.example.com'],
    ['a quote', 'urn:"a"'],
    ['a cut-off escape', 'https://api.example.com/%2'],
    ['an escape that is none', 'https://api.example.com/%zz'],
  ])('answers invalid_target to %s', (_, value) => {
    expect(refused(value)).toBe('invalid_target');
    expect(refused('https://fine.example', value)).toBe('invalid_target');
  });

  it('counts the same value once, and a value with another spelling as another', () => {
    expect(parseResourceIndicators(['urn:a', 'urn:b', 'urn:a'])).toEqual(['urn:a', 'urn:b']);
    expect(parseResourceIndicators(['https://h', 'https://h/'])).toHaveLength(2);
  });

  it('takes none, ten, and not eleven, even when they are equal', () => {
    expect(parseResourceIndicators([])).toEqual([]);
    expect(parseResourceIndicators(Array.from({ length: 10 }, (_, n) => `urn:${n}`))).toHaveLength(10);
    expect(refused(...Array<string>(11).fill('urn:a'))).toBe('invalid_target');
  });

  it('takes 2,048 characters and not one more', () => {
    expect(refused('urn:' + 'a'.repeat(2_044))).toHaveLength(1);
    expect(refused('urn:' + 'a'.repeat(2_045))).toBe('invalid_target');
  });

  it('keeps or refuses any text at all with invalid_target, and never changes it', () => {
    const almost = fc.string({
      unit: fc.constantFrom('http', 'urn', ':', '/', '%', '2', 'F', '#', '@', '[', 'é', ' '),
    });
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), almost, fc.webUrl()), (value) => {
        const result = refused(value);
        expect([[value], 'invalid_target']).toContainEqual(result);
        if (Array.isArray(result)) expect(value).not.toMatch(/[#\s]/);
      }),
    );
  });
});

describe('registered audiences', () => {
  it.each(['rabbitmq', 'my_resource-server.v1', 'team/api', 'svc@prod', 'a:b'])(
    'may be the plain name %s',
    (name) => {
      expect(isAudience(name)).toBe(true);
    },
  );

  it.each([
    '',
    ' ',
    'a b',
    'a#b',
    'é',
    '/x',
    '//h',
    'http:',
    'https://',
    'https:///x',
    'a\n',
    'a'.repeat(2_049),
  ])('may not be %j', (value) => {
    expect(isAudience(value)).toBe(false);
  });
});

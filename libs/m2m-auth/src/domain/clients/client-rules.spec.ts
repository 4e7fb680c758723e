import fc from 'fast-check';
import { clientProblems } from './client-rules.js';

const check = (input: unknown): string[] => clientProblems(input as Parameters<typeof clientProblems>[0]);
const fieldsOf = (input: unknown): string[] => check(input).map((problem) => problem.split(' ')[0] ?? '');

const WRONG = {
  clientId: 'a:b',
  name: '   ',
  description: 'x'.repeat(1_001),
  organizationId: '',
  scopes: ['a b'],
  audiences: ['https://api.example.com#fragment'],
  protectedResources: 'https://api.example.com',
  grantTypes: ['password'],
  claims: { sub: 'someone' },
  tokenEndpointAuthMethod: 'none',
  accessTokenTtl: 59,
  isActive: 'true',
  metadata: [],
};

describe('the rules of a client', () => {
  it('tell every problem at once, one a field', () => {
    expect(fieldsOf(WRONG).sort()).toEqual(Object.keys(WRONG).sort());
  });

  it('repeat nothing that was sent', () => {
    const canary = 'c4nary';
    const text = check({
      clientId: `${canary}:`,
      name: `${canary}\0`,
      scopes: [`${canary} b`],
      audiences: [`${canary}#`],
      grantTypes: [canary],
      tokenEndpointAuthMethod: canary,
      metadata: canary,
      claims: { [canary]: undefined },
    }).join();
    expect(text).not.toBe('');
    expect(text).not.toContain(canary);
  });

  it.each([
    [{ clientId: 'A-z.0_9' }],
    [{ clientId: 'x'.repeat(255) }],
    [{ name: 'Müller & Söhne 🦊' }],
    [{ description: null, organizationId: null, tokenEndpointAuthMethod: null, accessTokenTtl: null }],
    [{ description: '' }],
    [{ accessTokenTtl: 60 }],
    [{ accessTokenTtl: 86_400 }],
    [{ scopes: [], audiences: [], protectedResources: [], grantTypes: [], claims: {}, metadata: {} }],
    [{ audiences: ['https://api.example.com', 'urn:example:api', 'rabbitmq'] }],
    [{ scopes: ['a'.repeat(1_024)] }],
    [{ metadata: { text: 'x'.repeat(16_384 - '{"text":""}'.length) } }],
    [{}],
  ])('take %j', (input) => {
    expect(check(input)).toEqual([]);
  });

  it.each([
    ['clientId', [null, '', 'x'.repeat(256), 'ü', 'a b', 'a\n', 7]],
    ['name', [null, '', 'x'.repeat(256), 'a\0', 'line\nbreak', '\ud800', 7]],
    ['description', ['\u0007', 7, []]],
    ['organizationId', [' ', 'x'.repeat(256), {}]],
    ['scopes', [null, 'a', {}, [7], [''], ['a"'], Array(65).fill('a'), ['a'.repeat(1_000), 'b'.repeat(24)]]],
    ['audiences', [null, 'a', [7], [''], ['http:'], ['a b'], ['x'.repeat(2_049)]]],
    ['protectedResources', [null, ['#']]],
    ['grantTypes', [null, ['implicit'], ['']]],
    ['accessTokenTtl', [0, 59, 86_401, 60.5, '60', Number.NaN, Infinity]],
    ['isActive', [null, 0, 'false']],
    ['claims', [null, [], 'a', { aud: 'x' }, { epc: 1 }]],
    ['metadata', [null, 'a', { a: '\0' }, { a: '\ud800' }, { text: 'x'.repeat(16_384) }]],
  ])('refuse a bad %s', (field, values) => {
    for (const value of values) expect([value, fieldsOf({ [field]: value })]).toEqual([value, [field]]);
  });

  it('never throw, whatever JSON is sent', () => {
    const fields = fc.record(Object.fromEntries(Object.keys(WRONG).map((field) => [field, fc.jsonValue()])), {
      requiredKeys: [],
    });
    fc.assert(
      fc.property(fields, (input) => {
        expect(check(input).every((problem) => typeof problem === 'string')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('see through what cannot be JSON, which host code can send', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    expect(fieldsOf({ claims: cyclic, metadata: cyclic })).toEqual(['claims', 'metadata']);
    expect(fieldsOf({ metadata: { big: 1n } })).toEqual(['metadata']);
  });

  it('do not run out of stack on what is nested deeply', () => {
    const nested = (levels: number) =>
      JSON.parse(`{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`) as unknown;
    expect(check({ metadata: nested(15) })).toEqual([]);
    expect(fieldsOf({ metadata: nested(16) })).toEqual(['metadata']);
    expect(fieldsOf({ metadata: nested(40_000), claims: nested(40_000) })).toEqual(['claims', 'metadata']);
  });
});

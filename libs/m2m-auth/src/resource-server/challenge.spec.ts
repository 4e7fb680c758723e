import fc from 'fast-check';
import { bearerChallenge } from './challenge.js';

describe('bearerChallenge', () => {
  it('has a realm at least (RFC 6750 §3), and an error only when there was one', () => {
    expect(bearerChallenge({ realm: 'api' })).toBe('Bearer realm="api"');
    expect(
      bearerChallenge({ realm: 'api', error: 'insufficient_scope', error_description: 'No.', scope: 'a b' }),
    ).toBe('Bearer realm="api", error="insufficient_scope", error_description="No.", scope="a b"');
  });

  it('keeps its grammar whatever the values hold (RFC 9110 §11.6.1)', () => {
    const any = fc.string({ unit: 'binary' });
    const grammar = /^Bearer (?:[a-z_]+="[\x20\x21\x23-\x5B\x5D-\x7E]*"(?:, (?=[a-z])|$)){4}$/;
    fc.assert(
      fc.property(any, any, any, any, (realm, error, error_description, scope) => {
        expect(bearerChallenge({ realm, error, error_description, scope })).toMatch(grammar);
      }),
      { examples: [['a"b\\', 'x\r\nSet-Cookie: a=b', '"', '\u2028']] },
    );
  });
});

import { scrub } from './scrub.js';

const HEADER = 'eyJhbGciOiJFUzI1NiJ9';

describe('scrubbing', () => {
  it.each([
    [`token ${HEADER}.e30.c2ln end`, 'token [token] end'],
    [`x${HEADER}.e30.c2ln`, 'x[token]'],
    [`${HEADER}..`, '[token]'],
    [`/path/${HEADER}.e30.c2ln/more`, '/path/[token]/more'],
    ['secret m2ms_abc-DEF_1 end', 'secret [secret] end'],
    ['key sk_live_abc end', 'key [api key] end'],
    ['hash $2b$12$abcdefghijklmnopqrstuv end', 'hash [hash] end'],
    ['Authorization: Basic YTpi', 'Authorization: Basic [redacted]'],
    ['at postgres://user:pw@host/db', 'at postgres://[redacted]@host/db'],
    ['-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----', '[key]'],
  ])('takes %s out', (text, expected) => {
    expect(scrub(text)).toBe(expected);
  });

  it.each(['eyJeyJeyJ', 'a.b.c', 'eyJ.short', '/reports/2026-01-01', 'postgres://host/db'])(
    'leaves %s as it is',
    (text) => {
      expect(scrub(text)).toBe(text);
    },
  );

  it('cuts a long text before it looks, and leaves no password that the cut has parted from its @', () => {
    const text = `${'a '.repeat(4_080)}postgres://user:password-${'x'.repeat(500)}@host/db`;
    expect(scrub(text)).toMatch(/postgres:\/\/\[redacted\]$/);
    expect(scrub(text)).not.toContain('password');
    expect(scrub('eyJ'.repeat(100_000)).length).toBe(8_192);
  });
});

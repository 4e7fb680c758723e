import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configuredSecretProblem } from './configured-secret.js';

const repository = join(__dirname, '../../../..');

describe('a secret of the configuration', () => {
  it.each([
    ['zeros', '0'.repeat(32), /different/],
    ['one letter and another', `${'a'.repeat(40)}z`, /different/],
    ['nine characters', 'abcdefghi'.repeat(5), /different/],
    ['the alphabet', 'abcdefghijklmnopqrstuvwxyz0123456789', /sequences/],
    ['digits and letters twice', '0123456789abcdef'.repeat(2), /sequences/],
    ['digits backwards', '98765432109876543210zyxwvutsrqponmlk', /sequences/],
    ['keyboard rows', 'qwertyuiopasdfghjklzxcvbnm1234567890', /sequences/],
    ['a word over and over', 'Correct-1234'.repeat(3), /repetitions/],
    ['a variable that was not replaced', '${INTERNAL_API_KEY_OF_PRODUCTION}', /variable/],
    ['half of one', 'kD93jf-${SUFFIX}-92mf0sPq8Zx41LbYtRw', /variable/],
    ['a placeholder', 'CHANGE_ME_change_me_CHANGE_ME_1234', /placeholder/],
    ['another', 'put-your-very-own-key-here-8d92kf03', /placeholder/],
    ['31 bytes', 'kD93jf92mf0sPq8Zx41LbYtRwVn7cHe', /32 bytes/],
  ])('is not %s', (_name, secret, problem) => {
    const found = configuredSecretProblem(secret, 'development');
    expect(found).toMatch(problem);
    expect(found).not.toContain(secret);
  });

  it('is, in production, nothing that stands in the documentation', () => {
    const texts = ['README.md', 'libs/m2m-auth/README.md', '.env.example'].map((path) =>
      readFileSync(join(repository, path), 'utf8'),
    );
    const written = texts.flatMap((text) => [
      ...text.matchAll(/(?:internalApiKeys: \[|x-internal-api-key: |_KEY=|_SECRET=)'?([\w-]{16,})/g),
    ]);
    expect(written.length).toBeGreaterThan(2);
    for (const [, secret = ''] of written) {
      expect([secret, configuredSecretProblem(secret, 'production')]).toEqual([
        secret,
        expect.stringContaining('placeholder'),
      ]);
    }
  });

  it('is 32 random bytes in any of the usual forms', () => {
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((values) => {
      // Uniform, unlike what fast-check prefers.
      let state = values.reduce((sum, value, at) => (sum + value * (at + 7) * 2_654_435_761) >>> 0, 1);
      return Buffer.from(
        values.map(() => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) >>> 24),
      );
    });
    fc.assert(
      fc.property(bytes, (random) =>
        (['hex', 'base64', 'base64url'] as const).every(
          (form) => configuredSecretProblem(random.toString(form), 'production') === undefined,
        ),
      ),
    );
  });
});

import { formatPrehashed, isImportableHash, parseBcryptHash } from './bcrypt-hash.js';

const tail = 'abcdefghijklmnopqrstuu' + './ABCDEFGHIJKLMNOPQRSTUVWXYZ012';
const bare = (cost: string, version = '2b') => `$${version}$${cost}$${tail}`;

describe('a stored bcrypt hash', () => {
  it('is told by its form: bare, or over SHA-256', () => {
    expect(parseBcryptHash(bare('10', '2a'))).toEqual({
      crypt: bare('10', '2a'),
      cost: 10,
      prehashed: false,
    });
    expect(parseBcryptHash(formatPrehashed(bare('12')))).toEqual({
      crypt: bare('12'),
      cost: 12,
      prehashed: true,
    });
  });

  it.each([
    ['empty', ''],
    ['cut off', bare('12').slice(0, -1)],
    ['too long', bare('12') + 'a'],
    ['with a line break', bare('12') + '\n'],
    ['of another variant', bare('12', '2x')],
    ['of no cost', bare('03')],
    ['of an impossible cost', bare('32')],
    ['of another scheme', 'sha256:' + 'a'.repeat(43)],
    ['twice prefixed', formatPrehashed(formatPrehashed(bare('12')))],
    ['plain text', 'correct horse battery staple'],
  ])('is none when it is %s', (_, hash) => {
    expect(parseBcryptHash(hash)).toBeNull();
    expect(isImportableHash(hash)).toBe(false);
  });

  it('can be imported when bare and not dearer than every other secret', () => {
    expect(isImportableHash(bare('12'))).toBe(true);
    expect(isImportableHash(bare('04', '2a'))).toBe(true);
    expect(isImportableHash(bare('13'))).toBe(false);
    expect(isImportableHash(formatPrehashed(bare('12')))).toBe(false);
    expect(isImportableHash(undefined)).toBe(false);
  });
});

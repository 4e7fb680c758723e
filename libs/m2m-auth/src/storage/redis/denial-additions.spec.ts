import { readLogEntry } from './denial-additions.js';

describe('an entry of the list of additions', () => {
  it.each([
    ['1790000000000 jti:a', ['jti:a', 1_790_000_000_000]],
    ['1790000000000 jti:with spaces and 1', ['jti:with spaces and 1', 1_790_000_000_000]],
  ])('is read from %p', (entry, read) => {
    expect(readLogEntry(entry)).toEqual(read);
  });

  it.each(['', 'anything', 'jti:a', ' jti:a', '1790000000000', '1790000000000 ', '-1 jti:a', 'NaN jti:a'])(
    'is none in %p, so that the whole set is read',
    (entry) => {
      expect(readLogEntry(entry)).toBeUndefined();
    },
  );
});

import fc from 'fast-check';
import { InvalidInputError } from '../errors.js';
import { pageOf, toPage } from './cursor.js';

const LATEST = Date.UTC(5_000, 0, 1);
const ids = fc.stringMatching(/^[A-Za-z0-9._-]{1,255}$/);
const moments = fc.integer({ min: 0, max: LATEST });
const cursorAt = (time: number, id: string): string | null =>
  pageOf(
    [1, 2],
    { limit: 1 },
    () => ({ createdAt: new Date(time), id }),
    (row) => row,
  ).nextCursor;
const read = (cursor: string) => {
  try {
    return toPage({ cursor }).after;
  } catch (error) {
    if (error instanceof InvalidInputError) return error;
    throw error;
  }
};

describe('a cursor', () => {
  it('leads back to its place', () => {
    fc.assert(
      fc.property(moments, ids, (time, id) => {
        expect(toPage({ cursor: cursorAt(time, id) ?? '' }).after).toEqual({ createdAt: new Date(time), id });
      }),
    );
  });

  it('that is forged is refused or names a place that every database can look for', () => {
    const forged = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.base64String(),
      fc.string({ unit: 'binary' }).map((text) => Buffer.from(text).toString('base64url')),
      fc
        .tuple(fc.oneof(fc.integer().map(String), fc.double().map(String), fc.string()), fc.string())
        .map(([time, id]) => Buffer.from(`${time}:${id}`).toString('base64url')),
    );
    fc.assert(
      fc.property(forged, (cursor) => {
        const place = read(cursor);
        if (place === undefined) throw new Error('a forged cursor was taken for the beginning');
        if (place instanceof InvalidInputError) return;
        expect(place.id).toMatch(/^[A-Za-z0-9._-]{1,255}$/);
        expect(place.createdAt.getUTCFullYear()).toBeGreaterThanOrEqual(1970);
        expect(place.createdAt.getUTCFullYear()).toBeLessThan(10_000);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    '-1:a',
    '-8640000000000000:a',
    '8640000000000001:a',
    '1e3:a',
    '0x10:a',
    '1.5:a',
    ' 1:a',
    ':a',
    '1:',
    '1:a b',
    '1:a\0',
    'a',
    '',
  ])('that says %j is refused', (text) => {
    expect(read(Buffer.from(text).toString('base64url'))).toBeInstanceOf(InvalidInputError);
  });

  it('is refused when it is longer than any of ours, whose longest is not', () => {
    expect(read(cursorAt(LATEST, 'x'.repeat(255)) ?? '')).not.toBeInstanceOf(InvalidInputError);
    expect(read(Buffer.from(`1:${'x'.repeat(600)}`).toString('base64url'))).toBeInstanceOf(InvalidInputError);
  });
});

describe('a page', () => {
  const rows = (count: number) => Array.from({ length: count }, (_, index) => index);
  const cut = (count: number, limit: number) =>
    pageOf(
      rows(count),
      { limit },
      (row) => ({ createdAt: new Date(row), id: `r${row}` }),
      (row) => row * 2,
    );

  it('shows the limit and says where it went on, only when there is more', () => {
    expect(cut(2, 3)).toEqual({ data: [0, 2], nextCursor: null });
    expect(cut(3, 3)).toEqual({ data: [0, 2, 4], nextCursor: null });
    const more = cut(4, 3);
    expect(more.data).toEqual([0, 2, 4]);
    expect(toPage({ cursor: more.nextCursor ?? '' }).after).toEqual({ createdAt: new Date(2), id: 'r2' });
    expect(cut(0, 3)).toEqual({ data: [], nextCursor: null });
  });

  it('has 1 to 100 rows, 50 when nothing is said', () => {
    expect([toPage({}).limit, toPage({ limit: 1 }).limit, toPage({ limit: 100 }).limit]).toEqual([
      50, 1, 100,
    ]);
    for (const limit of [0, 101, -1, 1.5, Number.NaN, Infinity]) {
      expect(() => toPage({ limit })).toThrow(InvalidInputError);
    }
  });
});

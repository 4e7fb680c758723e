import { median, separation } from './statistics.js';

const times = (count: number, of: (index: number) => number): number[] =>
  Array.from({ length: count }, (_, index) => of(index));

describe('separation', () => {
  test('is a half where both sides take the same times, ties included', () => {
    const same = times(1_000, (index) => index % 7);
    expect(separation(same, same).auc).toBe(0.5);
    expect(separation([1], [1]).auc).toBe(0.5);
  });

  test('is 1 where B is always slower, and 0 where it is always faster', () => {
    expect(separation([1, 2, 3], [4, 5])).toMatchObject({ auc: 1 });
    expect(separation([4, 5], [1, 2, 3])).toMatchObject({ auc: 0 });
  });

  test('counts every pair of one of A and one of B', () => {
    // Of the six pairs B is longer in three and as long in one.
    expect(separation([1, 3, 5], [3, 4]).auc).toBeCloseTo(3.5 / 6);
  });

  test('is known to 0.026 after 1,000 samples on each side', () => {
    const side = times(1_000, (index) => (index * 7_919) % 1_009);
    expect(separation(side, side).margin).toBeCloseTo(0.0253, 3);
  });
});

describe('median', () => {
  test.each([
    [[3, 1, 2], 2],
    [[4, 1, 2, 3], 2.5],
    [[7], 7],
  ])('of %j is %d', (of, expected) => {
    expect(median(of)).toBe(expected);
  });
});

import fc from 'fast-check';
import { decodeLifetime, encodeLifetime } from './live-token-score.js';

const times = fc.record({
  issued: fc.integer({ min: 0, max: 4_102_444_800 }),
  lifetime: fc.integer({ min: 0, max: 86_400 }),
});
const token = ({ issued, lifetime }: { issued: number; lifetime: number }) => ({
  issuedAt: new Date(issued * 1_000),
  expiresAt: new Date((issued + lifetime) * 1_000),
});

describe('both times of a token in one score', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(times, (given) =>
        expect(decodeLifetime(encodeLifetime(token(given)))).toEqual(token(given)),
      ),
    );
  });

  it('are ordered by issue, whatever the lifetimes', () => {
    const property = fc.property(times, times, (a, b) => {
      fc.pre(a.issued < b.issued);
      expect(encodeLifetime(token(a))).toBeLessThan(encodeLifetime(token(b)));
    });
    fc.assert(property);
  });
});

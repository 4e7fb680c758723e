import fc from 'fast-check';
import type { Denial } from '../../domain/changes/denial.js';
import { shardOf, standsIn } from './shard-of.js';

const expiresAt = new Date(0);
const anyEpoch = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const anyCount = fc.integer({ min: 1, max: 64 });

describe('the shard of a denial', () => {
  it('is the one that a guard asks about the tokens it concerns, and for an epoch or a jti no other', () => {
    fc.assert(
      fc.property(anyEpoch, anyCount, (epoch, shards) => {
        const denials: Denial[] = [
          { kind: 'epoch', id: String(epoch), expiresAt },
          { kind: 'jti', id: 'j', epoch, expiresAt },
        ];
        for (const denial of denials) {
          const found = Array.from({ length: shards }, (_, shard) => shard).filter((shard) =>
            standsIn(denial, shard, shards),
          );
          expect(found).toEqual([shardOf(epoch, shards)]);
        }
      }),
    );
  });

  it.each<[string, Partial<Denial>]>([
    ['a key', { kind: 'kid', id: 'k' }],
    ['a key, whatever is said of an epoch', { kind: 'kid', id: 'k', epoch: 1 }],
    ['a token whose epoch nobody knew', { kind: 'jti', id: 'j' }],
    ['a token whose epoch is none', { kind: 'jti', id: 'j', epoch: Number.NaN }],
    ['a token whose epoch is negative', { kind: 'jti', id: 'j', epoch: -1 }],
    ['an epoch that is no number', { kind: 'epoch', id: 'x' }],
  ])('is every shard for %s', (_what, denial) => {
    const all = [0, 1, 2].map((shard) => standsIn({ kind: 'kid', id: '', expiresAt, ...denial }, shard, 3));
    expect(all).toEqual([true, true, true]);
  });
});

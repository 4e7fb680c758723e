import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { TestClock } from '../../../../../test/support/domain.js';
import { VerifiedPairs } from './verified-pairs.js';

const HOUR_MS = 3_600_000;
const HASH = 'bcrypt-sha256:$2b$12$…';
const stored = (id: string, hash = HASH) => ({ id, hash });

const build = (maxEntries?: number) => {
  const clock = new TestClock();
  const random = { bytes: randomBytes, uuid: () => '' };
  return { clock, pairs: new VerifiedPairs({ clock, random, maxEntries }) };
};

describe('the pairs of client and secret that have verified', () => {
  it('are remembered for 25 hours after the last bcrypt, however often they are asked for', () => {
    const { clock, pairs } = build();
    pairs.add('a', stored('s'), 'secret');
    clock.advance(20 * HOUR_MS);
    expect(pairs.has('a', stored('s'), 'secret')).toBe(true);
    clock.advance(5 * HOUR_MS - 1);
    expect(pairs.has('a', stored('s'), 'secret')).toBe(true);
    clock.advance(1);
    expect(pairs.has('a', stored('s'), 'secret')).toBe(false);
    expect(pairs.size).toBe(0);
  });

  it('begin anew with each bcrypt', () => {
    const { clock, pairs } = build();
    pairs.add('a', stored('s'), 'secret');
    clock.advance(20 * HOUR_MS);
    pairs.add('a', stored('s'), 'secret');
    clock.advance(20 * HOUR_MS);
    expect(pairs.has('a', stored('s'), 'secret')).toBe(true);
  });

  it('hold for the stored hash that was verified: a secret put in its place is unknown', () => {
    const { pairs } = build();
    pairs.add('a', stored('s', 'one'), 'secret');
    expect(pairs.has('a', stored('s', 'two'), 'secret')).toBe(false);
    expect(pairs.has('a', null, 'secret')).toBe(false);
  });

  it('vouch for no other pair, wherever one part ends and the next begins', () => {
    const part = fc.string({ maxLength: 3, unit: fc.constantFrom('1', ':', 'a', 'é') });
    const pair = fc.tuple(part, part, part, part);
    fc.assert(
      fc.property(pair, pair, (verified, asked) => {
        const { pairs } = build();
        const [clientId, id, hash, secret] = verified;
        pairs.add(clientId, { id, hash }, secret);
        const known = pairs.has(asked[0], { id: asked[1], hash: asked[2] }, asked[3]);
        expect(known).toBe(verified.every((each, index) => each === asked[index]));
        expect(pairs.has(clientId, { id, hash }, secret)).toBe(true);
      }),
    );
  });

  it('are never more than the bound, and are the ones used last', () => {
    const step = fc.record({ id: fc.constantFrom('1', '2', '3', '4', '5', '6'), add: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.integer({ min: 1, max: 4 }), (steps, bound) => {
        const { pairs } = build(bound);
        let model: string[] = [];
        for (const { id, add } of steps) {
          const known = model.includes(id);
          if (add) pairs.add('a', stored(id), 'secret');
          else expect(pairs.has('a', stored(id), 'secret')).toBe(known);
          if (add || known) model = [...model.filter((each) => each !== id), id].slice(-bound);
          expect(pairs.size).toBe(model.length);
        }
      }),
    );
  });

  it('are not told from outside without the key of the process', () => {
    const [one, two] = [build().pairs, build().pairs];
    for (const pairs of [one, two]) pairs.add('a', stored('s'), 'the secret itself');
    const held = [one, two].map((pairs) =>
      JSON.stringify([...(pairs as unknown as { pairs: Map<string, unknown> }).pairs]),
    );
    expect(held[0]).not.toBe(held[1]);
    expect(held.join()).not.toContain('the secret itself');
  });
});

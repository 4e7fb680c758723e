import fc from 'fast-check';
import { LocalDenials } from './local-denials.js';

const HOUR = 3_600_000;
const token = (jti: string, epoch: number, kid: string) => ({ jti, epoch, kid });

describe('denials in the memory of a process', () => {
  it('deny by jti, epoch or kid alone, which cannot be taken for each other', () => {
    const denials = new LocalDenials();
    for (const member of ['jti:x', 'epoch:42', 'kid:k']) denials.keep(member, HOUR);
    const asked = [
      token('x', 1, 'n'),
      token('n', 42, 'n'),
      token('n', 1, 'k'),
      token('k', 1, 'x'),
      token('42', 1, '42'),
    ];
    expect(asked.map((one) => denials.has(one))).toEqual([true, true, true, false, false]);
  });

  it.each(['!', '@', '#', '~marker', 'epoch:', 'epoch:x', ''])('take no token for %p', (member) => {
    const denials = new LocalDenials();
    denials.keep(member, HOUR);
    expect(denials.has(token('x', 1, 'x'))).toBe(false);
  });

  it('hold what was put in and nothing else, until it expires, with the later of two expiries', () => {
    const entries = fc.array(fc.record({ id: fc.nat(30), expiry: fc.nat(1_000) }));
    fc.assert(
      fc.property(entries, fc.nat(1_000), (given, now) => {
        const denials = new LocalDenials();
        for (const { id, expiry } of given) denials.keep(`jti:${id}`, expiry * 1_000);
        denials.sweep(now * 1_000);
        for (let id = 0; id <= 30; id += 1) {
          const lives = given.some((one) => one.id === id && one.expiry > now);
          expect(denials.has(token(String(id), 1, 'k'))).toBe(lives);
        }
      }),
    );
  });

  it('say when they are more than may be held, and may be emptied', () => {
    const denials = new LocalDenials(2);
    for (const member of ['jti:x', 'epoch:42']) denials.keep(member, HOUR);
    expect([denials.size, denials.full]).toEqual([2, false]);
    denials.keep('kid:k', HOUR);
    expect([denials.size, denials.full]).toEqual([3, true]);
    denials.clear();
    expect([denials.size, denials.full, denials.has(token('x', 42, 'k'))]).toEqual([0, false, false]);
  });
});

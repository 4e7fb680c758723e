import fc from 'fast-check';
import { isDue, planFor, type KeyPolicy } from './key-plan.js';
import type { SigningKeyState, StoredSigningKey } from './signing-key.js';

const policy: KeyPolicy = { publishAheadSeconds: 360, rotationIntervalSeconds: 1_000, retainSeconds: 100 };
const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 1) + seconds * 1_000);

const key = (state: SigningKeyState, overrides: Partial<StoredSigningKey> = {}): StoredSigningKey => ({
  kid: state,
  algorithm: 'ES256',
  state,
  publicJwk: { kid: state, alg: 'ES256', use: 'sig' },
  sealedPrivateKey: 'sealed',
  createdAt: at(0),
  activatesAt: null,
  activatedAt: state === 'pending' ? null : at(0),
  retiresAt: null,
  retiredAt: null,
  ...overrides,
});
const planAt = (seconds: number, ...keys: StoredSigningKey[]) => planFor(keys, 'ES256', policy, at(seconds));

describe('what is due for the signing keys', () => {
  it.each([
    ['a key that signs, where none does', [key('pending')], { missingActive: true, missingPending: false }],
    ['a key ahead, where there is none', [key('active')], { missingActive: false, missingPending: true }],
    [
      'both, where only another algorithm has keys',
      [key('active', { algorithm: 'EdDSA' })],
      { missingActive: true },
    ],
  ])('is %s', (_what, keys, expected) => {
    const plan = planAt(0, ...keys);
    expect(plan).toMatchObject(expected);
    expect(isDue(plan)).toBe(true);
  });

  it('is nothing while the interval has not passed', () => {
    expect(isDue(planAt(999, key('active'), key('pending')))).toBe(false);
    expect(planAt(1_000, key('active'), key('pending')).activate?.kid).toBe('pending');
  });

  it('is the next key as soon as a rotation was asked for, and not before it was published long enough', () => {
    const asked = key('pending', { activatesAt: at(10) });
    expect(planAt(359, key('active'), asked).activate).toBeUndefined();
    expect(planAt(360, key('active'), asked).activate).toBe(asked);
    const later = key('pending', { activatesAt: at(500) });
    expect(planAt(499, key('active'), later).activate).toBeUndefined();
    expect(planAt(500, key('active'), later).activate).toBe(later);
  });

  it('is not the next key when the interval has passed but it was published a moment ago', () => {
    const fresh = key('pending', { createdAt: at(1_500) });
    expect(planAt(1_600, key('active'), fresh).activate).toBeUndefined();
    expect(planAt(1_860, key('active'), fresh).activate).toBe(fresh);
  });

  it('is the end of retiring keys of any algorithm, at their time', () => {
    const retiring = key('retiring', { algorithm: 'RS256', retiresAt: at(50) });
    expect(planAt(49, key('active'), key('pending'), retiring).retire).toEqual([]);
    expect(planAt(50, key('active'), key('pending'), retiring).retire).toEqual([retiring]);
  });

  it('never activates a key sooner than it was published for long enough', () => {
    const seconds = fc.integer({ min: 0, max: 5_000 });
    fc.assert(
      fc.property(seconds, seconds, fc.option(seconds), (now, created, asked) => {
        const pending = key('pending', {
          createdAt: at(created),
          activatesAt: asked === null ? null : at(asked),
        });
        const { activate } = planAt(now, key('active'), pending);
        expect(activate === undefined || now >= created + policy.publishAheadSeconds).toBe(true);
      }),
    );
  });
});

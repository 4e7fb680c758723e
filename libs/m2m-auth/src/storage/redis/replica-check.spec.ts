import type { RevocationVerdict } from '../../oauth/ports/revocation-check.js';
import { ReplicaCheck } from './replica-check.js';

const TOKEN = { jti: 'j', epoch: 7, kid: 'k' };

describe('the check of a guard that has a copy', () => {
  const check = (copy: RevocationVerdict, asked: () => Promise<RevocationVerdict>) =>
    new ReplicaCheck({ verdictOf: () => copy }, { check: asked }).check(TOKEN);

  it.each(['live', 'denied'] as const)('is the copy while that is believed, at once: %s', (verdict) => {
    const asked = jest.fn<Promise<RevocationVerdict>, []>();
    expect(check(verdict, asked)).toBe(verdict);
    expect(asked).not.toHaveBeenCalled();
  });

  it.each(['live', 'denied', 'unknown'] as const)(
    'is the projection when the copy cannot tell: %s',
    async (verdict) => {
      expect(await check('unknown', () => Promise.resolve(verdict))).toBe(verdict);
    },
  );
});

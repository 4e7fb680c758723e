import fc from 'fast-check';
import type { DenialKind } from '../../libs/m2m-auth/src/domain/changes/denial.js';
import type { RevocationProjection } from '../../libs/m2m-auth/src/domain/changes/revocation-projection.js';
import { FakeDenialSource, jtiDenial, tokenOf } from '../shared-state/support/fake-denial-source.js';

/** What every projection does while its store is well. */
export const describeRevocationProjection = (
  adapter: string,
  /** A projection with nothing in it, not started. */
  make: () => Promise<RevocationProjection>,
): void => {
  describe(`a revocation projection: ${adapter}`, () => {
    let projection: RevocationProjection;
    let source: FakeDenialSource;

    beforeEach(async () => {
      projection = await make();
      source = new FakeDenialSource();
    });

    afterEach(() => projection.close());

    it('cannot tell before it is filled', async () => {
      expect(await projection.check(tokenOf('a'))).toBe('unknown');
      expect(projection.projectedOnce).toBe(false);
    });

    it('knows every live denial once started', async () => {
      source.commit(jtiDenial('a'));
      await projection.start(source);
      expect(await projection.check(tokenOf('a'))).toBe('denied');
      expect(await projection.check(tokenOf('b'))).toBe('live');
      expect(projection.projectedOnce).toBe(true);
    });

    it('cannot tell, and does not throw, when the truth is out of reach at the start', async () => {
      source.broken = true;
      await projection.start(source);
      expect(await projection.check(tokenOf('a'))).toBe('unknown');
    });

    it('enforces a denial once project has resolved', async () => {
      await projection.start(source);
      await projection.project(source.commit(jtiDenial('a')));
      expect(await projection.check(tokenOf('a'))).toBe('denied');
    });

    it('takes a denial that is projected twice', async () => {
      await projection.start(source);
      const rows = source.commit(jtiDenial('a'));
      await projection.project(rows);
      await projection.project(rows);
      await projection.catchUp(source.committed);
      expect(await projection.check(tokenOf('a'))).toBe('denied');
    });

    it('learns in a pass what was committed and never projected', async () => {
      await projection.start(source);
      source.commit(jtiDenial('a'));
      await projection.project(source.commit(jtiDenial('b')));
      await projection.catchUp(source.committed);
      expect(await projection.check(tokenOf('a'))).toBe('denied');
    });

    it('keeps a pass that fails to itself and makes up for it in the next', async () => {
      await projection.start(source);
      source.commit(jtiDenial('a'));
      source.broken = true;
      await projection.catchUp(source.committed);
      source.broken = false;
      await projection.catchUp(source.committed);
      expect(await projection.check(tokenOf('a'))).toBe('denied');
    });

    it.each<[DenialKind, string]>([
      ['jti', 'x'],
      ['epoch', '42'],
      ['kid', 'k-2'],
    ])('denies by %s alone and by nothing that only looks like it', async (kind, id) => {
      await projection.start(source);
      await projection.project(source.commit({ ...jtiDenial(id), kind }));
      const verdicts = [
        tokenOf('x', 1, 'k'),
        tokenOf('y', 42, 'k'),
        tokenOf('y', 1, 'k-2'),
        tokenOf('42', 1, 'x'),
      ];
      const denied = await Promise.all(verdicts.map(async (token) => projection.check(token)));
      const at = { jti: 0, epoch: 1, kid: 2 }[kind];
      expect(denied).toEqual([0, 1, 2, 3].map((index) => (index === at ? 'denied' : 'live')));
    });

    it('answers each of many questions at once as if it had been asked alone', async () => {
      await projection.start(source);
      const property = fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 0, max: 999 }), { maxLength: 30 }),
        fc.array(fc.record({ jti: fc.integer({ min: 0, max: 999 }), epoch: fc.nat(20) }), { maxLength: 500 }),
        async (denied, asked) => {
          await projection.project(source.commit(...denied.map((id) => jtiDenial(String(id)))));
          denied.forEach((id) => known.add(String(id)));
          const verdicts = await Promise.all(
            asked.map(async ({ jti, epoch }) => projection.check(tokenOf(String(jti), epoch))),
          );
          expect(verdicts).toEqual(asked.map(({ jti }) => (known.has(String(jti)) ? 'denied' : 'live')));
        },
      );
      const known = new Set<string>();
      await fc.assert(property, { numRuns: 20 });
    });

    it('may be closed twice', async () => {
      await projection.start(source);
      await projection.close();
      await expect(projection.close()).resolves.toBeUndefined();
    });
  });
};

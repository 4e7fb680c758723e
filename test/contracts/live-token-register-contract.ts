import type {
  LiveToken,
  LiveTokenRegister,
} from '../../libs/m2m-auth/src/domain/revocation/live-token-register.js';
import type { FakeClock } from '../shared-state/support/fake-clock.js';

/** What every register does while its store is well. */
export const describeLiveTokenRegister = (
  adapter: string,
  make: () => Promise<{ register: LiveTokenRegister; clock: FakeClock }>,
): void => {
  describe(`a register of live tokens: ${adapter}`, () => {
    let register: LiveTokenRegister;
    let clock: FakeClock;
    const jtis = async (clientId: string): Promise<string[]> =>
      (await register.list(clientId)).map(({ jti }) => jti);
    const token = (jti: string, lifetime = 3_600): LiveToken => ({
      jti,
      issuedAt: new Date(clock.now()),
      expiresAt: new Date(clock.now() + lifetime * 1_000),
    });

    beforeEach(async () => {
      ({ register, clock } = await make());
    });

    it('knows no token of a client that has none', async () => {
      expect(await register.list('nobody')).toEqual([]);
    });

    it('lists the newest first, with both times as they were', async () => {
      const first = token('first', 60);
      register.record('c', first);
      clock.advance(1_000);
      const second = token('second', 86_400);
      register.record('c', second);
      expect(await register.list('c')).toEqual([second, first]);
    });

    it('leaves out what has expired', async () => {
      register.record('c', token('short', 60));
      register.record('c', token('long', 120));
      clock.advance(60_000);
      expect(await jtis('c')).toEqual(['long']);
    });

    it('keeps the newest 1,000 of a client', async () => {
      for (let n = 0; n < 1_100; n += 1) {
        register.record('c', token(`t${n}`));
        clock.advance(1_000);
      }
      const found = await jtis('c');
      expect([found.length, found[0], found.at(-1)]).toEqual([1_000, 't1099', 't100']);
    });

    it('forgets one token, or all, of one client alone', async () => {
      for (const client of ['c', 'd'])
        for (const jti of ['a', 'b']) register.record(client, token(`${client}${jti}`));
      register.forget('c', 'ca');
      expect(await jtis('c')).toEqual(['cb']);
      register.forget('c');
      expect(await jtis('c')).toEqual([]);
      expect((await jtis('d')).sort()).toEqual(['da', 'db']);
    });
  });
};

import { MemoryLiveTokenRegister } from './memory-live-token-register.js';

describe('the register of live tokens in memory', () => {
  it('makes room by forgetting the clients that were longest without a token', async () => {
    const register = new MemoryLiveTokenRegister({ now: () => 0, monotonic: () => 0 }, 4);
    const record = (clientId: string, jti: string): void =>
      register.record(clientId, { jti, issuedAt: new Date(0), expiresAt: new Date(1) });
    record('a', '1');
    record('b', '2');
    record('a', '3');
    record('c', '4');
    record('c', '5');
    const listed = await Promise.all(['a', 'b', 'c'].map((client) => register.list(client)));
    expect(listed.map(({ length }) => length)).toEqual([2, 0, 2]);
  });
});

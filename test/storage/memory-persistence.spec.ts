import { MemoryPersistence } from '../../libs/m2m-auth/src/storage/memory/index.js';
import { describePersistence } from '../contracts/persistence-contract.js';

describePersistence('MemoryPersistence', async () => {
  let ahead = 0;
  const clock = { now: () => Date.now() + ahead, monotonic: () => performance.now() };
  return {
    persistence: new MemoryPersistence(clock),
    age: async (ms) => {
      ahead += ms;
    },
    close: async () => undefined,
  };
});

describe('MemoryPersistence', () => {
  it('says that it does not survive the process', () => {
    expect(new MemoryPersistence({ now: () => 0, monotonic: () => 0 }).durable).toBe(false);
  });

  it("refuses to join a host's transaction rather than commit on its own", async () => {
    const persistence = new MemoryPersistence({ now: () => 0, monotonic: () => 0 });
    const work = jest.fn();
    await expect(persistence.transaction(work, {})).rejects.toThrow('cannot join a transaction');
    await expect(persistence.clients.find('x', {})).rejects.toThrow('cannot join a transaction');
    expect(work).not.toHaveBeenCalled();
  });
});

import { within } from './within.js';

describe('a bounded answer', () => {
  it('is the answer when it comes in time', async () => {
    await expect(within(5_000, Promise.resolve('up'), 'down')).resolves.toBe('up');
  });

  it('is the other one when it fails', async () => {
    await expect(within(5_000, Promise.reject(new Error('refused')), 'down')).resolves.toBe('down');
  });

  it('is the other one when it never comes', async () => {
    await expect(within(1, new Promise<string>(() => undefined), 'down')).resolves.toBe('down');
  });
});

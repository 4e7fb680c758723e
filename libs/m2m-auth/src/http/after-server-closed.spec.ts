import { afterServerClosed } from './after-server-closed.js';

describe('what waits for the HTTP server to close', () => {
  let said: string[];
  const adapter = { close: (): Promise<void> => Promise.resolve(void said.push('closed')) };
  const task = (name: string) => (): Promise<void> => Promise.resolve(void said.push(name));
  beforeEach(() => {
    said = [];
  });

  it('is done after it, once, for each module of the application', async () => {
    afterServerClosed(adapter, task('one'));
    afterServerClosed(adapter, task('two'));
    await adapter.close();
    expect(said).toEqual(['closed', 'one', 'two']);
    await adapter.close();
    expect(said).toEqual(['closed', 'one', 'two', 'closed']);
  });

  it('is done for every module although the server, or one of them, fails', async () => {
    const failing = { close: () => Promise.reject(new Error('not running')) };
    afterServerClosed(failing, task('one'));
    afterServerClosed(failing, () => Promise.reject(new Error('lost')));
    afterServerClosed(failing, task('three'));
    await expect(failing.close()).rejects.toThrow('lost');
    expect(said).toEqual(['one', 'three']);
  });
});

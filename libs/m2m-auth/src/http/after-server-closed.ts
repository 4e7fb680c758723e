/** What every HTTP adapter of Nest has. */
interface ClosableAdapter {
  close(): unknown;
}

/**
 * Runs `task` between two steps of Nest's shutdown: the HTTP server has closed and answered its last request, and no
 * `onApplicationShutdown` hook has run, so a host's DataSource is still open. No lifecycle hook stands there, so the
 * next call of the adapter's `close()` runs the task. The call waits for it, and fails if it fails.
 */
export const afterServerClosed = (adapter: ClosableAdapter, task: () => Promise<void>): void => {
  const close = adapter.close.bind(adapter);
  adapter.close = async () => {
    adapter.close = close;
    try {
      await close();
    } finally {
      await task();
    }
  };
};

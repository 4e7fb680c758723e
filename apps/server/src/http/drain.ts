import type { Server } from 'node:http';

const SWEEP_MS = 50;

/**
 * Stops accepting, lets requests in flight finish for at most `milliseconds`, then cuts what is left.
 * Resolves when no connection is open.
 */
export function drain(server: Server, milliseconds: number): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => {
    // A kept-alive connection falls idle after its last answer, which nothing else would notice.
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
    const cut = setTimeout(() => server.closeAllConnections(), milliseconds);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(cut);
      resolve();
    });
  });
}

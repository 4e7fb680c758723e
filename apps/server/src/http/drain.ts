import type { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Stops accepting, lets requests in flight finish for at most `milliseconds`, then cuts what is left.
 * Resolves when no connection is open.
 */
export async function drain(server: Server, milliseconds: number): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const timer = new AbortController();
  const cut = delay(milliseconds, undefined, { signal: timer.signal }).then(
    () => server.closeAllConnections(),
    () => undefined,
  );
  await Promise.race([closed, cut]);
  timer.abort();
  await closed;
}

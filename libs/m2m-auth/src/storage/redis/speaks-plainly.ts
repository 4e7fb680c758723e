import { createConnection } from 'node:net';
import type { RedisAddress } from '../../oauth/ports/redis-connection-options.js';

/**
 * Whether a Redis answers at this address without TLS. A TLS greeting to such a port is never answered: Redis waits for
 * the end of a line. Bounded; false when nobody can tell.
 */
export const speaksPlainly = ({ host, port }: RedisAddress, timeoutMs: number): Promise<boolean> => {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port }, () => socket.write('PING\r\n'));
    const answer = (plain: boolean): void => {
      resolve(plain);
      socket.destroy();
    };
    socket.setTimeout(timeoutMs, () => answer(false));
    // Also when it asks for a password first.
    socket.once('data', (reply) => answer(/^(\+PONG|-[A-Z]+ )/.test(reply.toString('latin1'))));
    socket.once('error', () => answer(false));
    socket.once('close', () => answer(false));
  });
};

import { createConnection } from 'node:net';

/**
 * Whether a Redis answers at this address without TLS. A TLS greeting to such a port is never answered: Redis waits for
 * the end of a line. Bounded; false when nobody can tell.
 */
export const speaksPlainly = (url: string, timeoutMs: number): Promise<boolean> => {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = createConnection({ host, port: Number(port || 6_379) }, () => socket.write('PING\r\n'));
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

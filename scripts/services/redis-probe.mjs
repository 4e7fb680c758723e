import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';

const bulk = (...words) =>
  `*${words.length}\r\n${words.map((w) => `$${Buffer.byteLength(w)}\r\n${w}\r\n`).join('')}`;

/** Why this Redis cannot serve the tests, or null when it answers PING. */
export function redisProblem(url) {
  const { protocol, hostname, port, username, password } = new URL(url);
  const address = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 6379) };
  const login = [username || 'default', password].map(decodeURIComponent);
  const commands = (password ? bulk('AUTH', ...login) : '') + bulk('PING');

  return new Promise((resolve) => {
    const socket =
      protocol === 'rediss:' ? connectTls({ ...address, servername: hostname }) : connect(address);
    let received = '';
    const finish = (problem) => {
      socket.destroy();
      resolve(problem);
    };
    socket.setTimeout(3_000, () => finish('it did not answer within 3 seconds'));
    socket.once('error', (error) => finish(error.message || error.code));
    socket.once('close', () => finish('it closed the connection'));
    socket.once(protocol === 'rediss:' ? 'secureConnect' : 'connect', () => socket.write(commands));
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const refusal = /^-([^\r\n]*)\r\n/m.exec(received);
      if (refusal) finish(refusal[1]);
      else if (received.includes('+PONG\r\n')) finish(null);
    });
  });
}

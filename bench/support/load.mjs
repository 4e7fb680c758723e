// A load generator in a process of its own: keep-alive connections, one request at a time on each, over raw sockets.
// Reads { port, request, connections, milliseconds } from its parent; answers the counts and latencies.
import net from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');

process.on('message', async ({ port, requests, connections, milliseconds }) => {
  const statuses = new Map();
  const latencies = [];
  const until = performance.now() + milliseconds;
  const buffers = requests.map((request) => Buffer.from(request, 'latin1'));
  const connection = (offset) =>
    new Promise((resolve, reject) => {
      const socket = net.connect(port, '127.0.0.1');
      socket.setNoDelay(true);
      let sentAt = 0;
      let turn = offset;
      let pending = Buffer.alloc(0);
      const send = () => {
        sentAt = performance.now();
        socket.write(buffers[turn++ % buffers.length]);
      };
      socket.on('connect', send);
      socket.on('error', reject);
      socket.on('close', resolve);
      socket.on('data', (chunk) => {
        pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
        const end = pending.indexOf(HEAD_END);
        if (end < 0) return;
        const head = pending.toString('latin1', 0, end);
        const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
        if (pending.length < end + 4 + length) return;
        pending = Buffer.alloc(0);
        const status = head.slice(9, 12);
        const now = performance.now();
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        latencies.push(now - sentAt);
        if (now < until) send();
        else socket.destroy();
      });
    });
  const started = performance.now();
  await Promise.all(Array.from({ length: connections }, (_, index) => connection(index)));
  const seconds = (performance.now() - started) / 1_000;
  latencies.sort((a, b) => a - b);
  const quantile = (q) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * q))] ?? 0;
  process.send({
    requests: latencies.length,
    seconds,
    statuses: Object.fromEntries(statuses),
    p50: quantile(0.5),
    p99: quantile(0.99),
    max: quantile(1),
  });
});

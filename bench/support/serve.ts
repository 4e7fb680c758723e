import type { INestApplication } from '@nestjs/common';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';

/** Listens, tells the benchmark where, and answers its questions about CPU time and counters. */
export const serve = async (
  app: INestApplication,
  facts: Record<string, unknown> = {},
  counters: () => Record<string, number> = () => ({}),
): Promise<void> => {
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  let cpu = process.cpuUsage();
  let counted = counters();
  process.on('message', () => {
    const spent = process.cpuUsage(cpu);
    const now = counters();
    const delta = Object.fromEntries(
      Object.entries(now).map(([name, value]) => [name, value - (counted[name] ?? 0)]),
    );
    cpu = process.cpuUsage();
    counted = now;
    process.send?.({ cpuMicroseconds: spent.user + spent.system, counters: delta });
  });
  process.send?.({ port, ...facts });
};

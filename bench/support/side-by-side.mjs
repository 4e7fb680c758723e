// Measures several servers in rotation, so that noise of the machine hits all of them alike.
import { load } from './processes.mjs';

/** @param rows {name, server, requests}[]; answers each row's median requests per second and CPU time per request. */
export async function sideBySide(rows, { rounds = 5, milliseconds = 3_000, connections = 64 } = {}) {
  const results = new Map(rows.map(({ name }) => [name, []]));
  for (const row of rows)
    await load({ port: row.server.port, requests: row.requests, connections, milliseconds: 1_500 });
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, server, requests } of rows) {
      await server.usage();
      const result = await load({ port: server.port, requests, connections, milliseconds });
      const { cpuMicroseconds, counters } = await server.usage();
      results.get(name).push({
        perSecond: result.requests / result.seconds,
        cpu: cpuMicroseconds / result.requests,
        p99: result.p99,
        statuses: result.statuses,
        counters,
        requests: result.requests,
      });
    }
  }
  return [...results].map(([name, all]) => ({
    name,
    perSecond: median(all.map((one) => one.perSecond)),
    cpu: median(all.map((one) => one.cpu)),
    p99: median(all.map((one) => one.p99)),
    requests: sum(all.map((one) => one.requests)),
    statuses: [...new Set(all.flatMap((one) => Object.keys(one.statuses)))].join(' '),
    counters: Object.fromEntries(
      Object.keys(all[0].counters).map((counter) => [counter, sum(all.map((one) => one.counters[counter]))]),
    ),
  }));
}

const sum = (values) => values.reduce((total, value) => total + value, 0);

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

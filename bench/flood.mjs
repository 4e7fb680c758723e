// npm run bench -- flood [platform]: 500 connections that send wrong supplied-form secrets as fast as they are answered,
// while others ask for GET /health/live and fetch tokens with generated secrets. Throttling is lifted, so that all of
// the flood reaches the hashing lane.
import { load, startServer } from './support/processes.mjs';
import { get, tokenRequest } from './support/requests.mjs';

const platform = process.argv[2] ?? 'fastify';
const MILLISECONDS = 10_000;

const server = await startServer('token-endpoint.ts', platform);
const { port, credentials, suppliedClientId } = server;
// More than there are connections: attempts with one secret share a bcrypt.
const wrong = Array.from({ length: 1_000 }, (_, index) =>
  tokenRequest(`${suppliedClientId}:wrong-horse-battery-staple-${String(index).padStart(4, '0')}`),
);
const live = { port, requests: [get('/health/live')], connections: 4, milliseconds: MILLISECONDS };
const tokens = {
  port,
  requests: credentials.map((credential) => tokenRequest(credential)),
  connections: 4,
  milliseconds: MILLISECONDS,
};
const flood = { port, requests: wrong, connections: 500, milliseconds: MILLISECONDS };

const idle = await load({ ...live, milliseconds: 3_000 });
await server.usage();
const [flooded, alive, issued] = await Promise.all([load(flood), load(live), load(tokens)]);
const { counters } = await server.usage();
server.stop();

const row = (name, result) => ({
  row: name,
  requests: result.requests,
  'req/s': Math.round(result.requests / result.seconds),
  'p50 ms': Number(result.p50.toFixed(1)),
  'p99 ms': Number(result.p99.toFixed(1)),
  'max ms': Number(result.max.toFixed(1)),
  statuses: JSON.stringify(result.statuses),
});
console.log(`${platform}, 500 connections with wrong supplied-form secrets, ${MILLISECONDS / 1_000} s`);
console.table([
  row('GET /health/live, idle', idle),
  row('wrong supplied-form secrets', flooded),
  row('GET /health/live, flooded', alive),
  row('tokens for generated secrets, flooded', issued),
]);
console.log(`bcrypt comparisons: ${counters.bcrypt}`);

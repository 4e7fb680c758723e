// npm run bench -- token [rounds]: the token endpoint beside a bare route that makes one ES256 signature.
import { startServer } from './support/processes.mjs';
import { tokenRequest } from './support/requests.mjs';
import { sideBySide } from './support/side-by-side.mjs';

const rounds = Number(process.argv[2] ?? 5);

for (const platform of ['fastify', 'express']) {
  const bare = await startServer('bare-signature.ts', platform);
  const token = await startServer('token-endpoint.ts', platform);
  const register = await startServer('token-endpoint.ts', platform, 'register');
  const requestsOf = (server) => server.credentials.map((credentials) => tokenRequest(credentials));
  const rows = await sideBySide(
    [
      { name: 'bare route, one ES256 signature', server: bare, requests: [tokenRequest(undefined)] },
      { name: 'token endpoint', server: token, requests: requestsOf(token) },
      { name: 'token endpoint, live tokens registered', server: register, requests: requestsOf(register) },
    ],
    { rounds },
  );
  for (const server of [bare, token, register]) server.stop();
  const [floor] = rows;
  console.log(
    `\n${platform}, ${process.env.DATABASE_URL ? 'Postgres' : 'memory'}, ${process.env.REDIS_URL ? 'Redis' : 'no Redis'}, 64 connections, median of ${rounds} rounds`,
  );
  console.table(
    rows.map((row) => ({
      row: row.name,
      'req/s': Math.round(row.perSecond),
      ratio: Number((row.perSecond / floor.perSecond).toFixed(2)),
      'CPU µs': Math.round(row.cpu),
      'p99 ms': Number(row.p99.toFixed(1)),
      requests: row.requests,
      statuses: row.statuses,
      ...row.counters,
    })),
  );
}

// npm run bench -- secret-rotation [requests per second]: the secret of a client with eight instances is replaced by the
// steps of the documentation, in real time, while those instances ask two processes for tokens: three and a half minutes,
// since a secret must rest for longer than a token lives. DATABASE_URL names the server that a database is made on. Ends
// with 1 when one request failed, or the old secret was good after its deadline.
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { startServer } from './support/processes.mjs';

const PER_SECOND = Number(process.argv[2] ?? 200);
const INSTANCES = 8;
const TTL_SECONDS = 60;
const QUIET_SECONDS = 180;
const SERVER_URL = process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const key = `bench-internal-api-key-${randomUUID()}`;

const database = `m2m_bench_${randomUUID().replaceAll('-', '')}`;
const admin = new pg.Client({ connectionString: SERVER_URL });
await admin.connect();
await admin.query(`CREATE DATABASE ${database}`);
const url = new URL(SERVER_URL);
url.pathname = `/${database}`;
Object.assign(process.env, {
  DATABASE_URL: url.href,
  REDIS_KEY_PREFIX: database,
  INTERNAL_API_KEY: key,
  ACCESS_TOKEN_TTL: TTL_SECONDS,
  SAFE_TO_RETIRE_AFTER: QUIET_SECONDS,
});
const servers = [await startServer('issuer.ts'), await startServer('issuer.ts')];
const rows = new pg.Client({ connectionString: url.href });
await rows.connect();

async function call(method, path, body) {
  const response = await fetch(`http://127.0.0.1:${servers[0].port}${path}`, {
    method,
    headers: { 'x-internal-api-key': key, ...(body && { 'content-type': 'application/json' }) },
    body: body && JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}`);
  return response.status === 204 ? undefined : response.json();
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
const FORM = 'grant_type=client_credentials';

/** Resolves to the status, 0 when there was no answer. */
const ask = (port, clientId, secret) =>
  new Promise((resolve) => {
    const headers = {
      authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': FORM.length,
    };
    const request = http.request({
      agent,
      port,
      host: '127.0.0.1',
      method: 'POST',
      path: '/auth/token',
      headers,
    });
    request.on('response', (response) => response.resume().on('end', () => resolve(response.statusCode)));
    request.on('error', () => resolve(0));
    request.setTimeout(15_000, () => request.destroy());
    request.end(FORM);
  });

const client = await call('POST', '/oauth-clients', { name: 'bench', scopes: [] });
const path = `/oauth-clients/${client.clientId}/secrets`;
const instances = Array(INSTANCES).fill(client.clientSecret);
const statuses = new Map();
const latencies = [];
const underWay = new Set();
const startedAt = performance.now();
let sent = 0;

async function one(turn) {
  const { port } = servers[Math.floor(turn / INSTANCES) % servers.length];
  const begun = performance.now();
  const status = await ask(port, client.clientId, instances[turn % INSTANCES]);
  latencies.push(performance.now() - begun);
  statuses.set(status, (statuses.get(status) ?? 0) + 1);
}

// As many as are due by now, however long the answers take.
const timer = setInterval(() => {
  for (; sent < ((performance.now() - startedAt) * PER_SECOND) / 1_000; sent += 1) {
    const asking = one(sent).finally(() => underWay.delete(asking));
    underWay.add(asking);
  }
}, 5);
const seconds = () => Math.round((performance.now() - startedAt) / 1_000);
const told = (text) => console.log(`${String(seconds()).padStart(4)} s  ${text}`);
const read = async (sql) => (await rows.query(sql)).rows[0];

told(`${PER_SECOND} requests a second from ${INSTANCES} instances to ${servers.length} processes`);
await pause(5_000);
const [old] = (await call('GET', path)).data;
const changesBefore = (await read('SELECT v::int AS n FROM m2m_counter')).n;
const { clientSecret } = await call('POST', path, {});
told('another secret was added');
for (let instance = 0; instance < INSTANCES; instance += 1) {
  await pause(1_000);
  instances[instance] = clientSecret;
}
told('every instance has it');
let safe;
do {
  await pause(1_000);
  safe = (await call('GET', path)).data.find(({ id }) => id === old.id).safeToRetire;
} while (!safe);
const safeAfter = seconds();
told('the old one is safe to retire');
const deadline = Date.now() + 5_000;
await call('PATCH', `${path}/${old.id}`, { expiresAt: new Date(deadline).toISOString() });
told('it expires in 5 s');
await pause(Math.max(0, deadline - 250 - Date.now()));
const before = await Promise.all(servers.map(({ port }) => ask(port, client.clientId, client.clientSecret)));
await pause(deadline + 5 - Date.now());
const after = await Promise.all(servers.map(({ port }) => ask(port, client.clientId, client.clientSecret)));
told(`the old one answers ${before} a quarter of a second before its deadline and ${after} after it`);
await pause(5_000);
await call('DELETE', `${path}/${old.id}`);
told('it was removed');
await pause(2_000);
clearInterval(timer);
await Promise.all(underWay);
const lasted = (performance.now() - startedAt) / 1_000;
const changes = (await read('SELECT v::int AS n FROM m2m_counter')).n - changesBefore;
// Those of the last second may not be counted yet.
await rows.query('SELECT pg_stat_clear_snapshot()');
const updates = (
  await read("SELECT n_tup_upd::int AS n FROM pg_stat_user_tables WHERE relname = 'oauth_client_secrets'")
).n;

latencies.sort((a, b) => a - b);
const quantile = (q) => Number(latencies[Math.floor((latencies.length - 1) * q)].toFixed(1));
const failed = latencies.length - (statuses.get(200) ?? 0);
console.table({
  seconds: Math.round(lasted),
  requests: latencies.length,
  'requests a second': Math.round(latencies.length / lasted),
  failures: failed,
  'ms, median': quantile(0.5),
  'ms, p99': quantile(0.99),
  'ms, longest': quantile(1),
  'seconds until safe to retire': safeAfter,
  'rows of secrets written': updates,
  'changes that other processes were told of': changes,
});
console.log('statuses:', Object.fromEntries(statuses));
for (const server of servers) server.stop();
agent.destroy();
await rows.end();
await admin.query(`DROP DATABASE ${database} WITH (FORCE)`);
await admin.end();
const right = failed === 0 && before.join() === '200,200' && after.join() === '401,401';
process.exit(right ? 0 : 1);

// npm run bench -- rotation [rounds] [verifications]: four processes are told to rotate at the same instant, again and
// again, while tokens of each are issued and verified by the others. DATABASE_URL names the server that a database is
// made on. Ends with 1 when a round left anything but one active key, or a good token was refused.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { startServer } from './support/processes.mjs';

const PROCESSES = 4;
const VERIFIERS = 16;
const ROUNDS = Number(process.argv[2] ?? 1_000);
const VERIFICATIONS = Number(process.argv[3] ?? 100_000);
const SERVER_URL = process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const key = `bench-internal-api-key-${randomUUID()}`;

const database = `m2m_bench_${randomUUID().replaceAll('-', '')}`;
const admin = new pg.Client({ connectionString: SERVER_URL });
await admin.connect();
await admin.query(`CREATE DATABASE ${database}`);
const url = new URL(SERVER_URL);
url.pathname = `/${database}`;
Object.assign(process.env, { DATABASE_URL: url.href, REDIS_KEY_PREFIX: database, INTERNAL_API_KEY: key });

const servers = [];
for (let n = 0; n < PROCESSES; n += 1) servers.push(await startServer('issuer.ts'));
const origins = servers.map(({ port }) => `http://127.0.0.1:${port}`);
const pick = (list) => list[Math.floor(Math.random() * list.length)];

async function call(origin, method, path, body) {
  const response = await fetch(origin + path, {
    method,
    headers: { 'x-internal-api-key': key, ...(body && { 'content-type': 'application/json' }) },
    body: body && JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

const client = (await call(origins[0], 'POST', '/oauth-clients', { name: 'bench', scopes: [] })).body;
const authorization = `Basic ${Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64')}`;

async function issue(origin) {
  const body = new URLSearchParams({ grant_type: 'client_credentials' });
  const response = await fetch(`${origin}/auth/token`, { method: 'POST', headers: { authorization }, body });
  return (await response.json()).access_token;
}

const statuses = new Map();
const kids = new Set();
let tokens = await Promise.all(origins.map(issue));
let going = true;
const verified = () => [...statuses.values()].reduce((sum, count) => sum + count, 0);

async function renewTokens() {
  while (going) {
    const fresh = await Promise.all(origins.map(issue));
    for (const token of fresh) kids.add(JSON.parse(Buffer.from(token.split('.')[0], 'base64url')).kid);
    tokens = [...tokens.slice(-400), ...fresh];
  }
}

async function verify() {
  while (going) {
    // Mostly the newest, whose key the verifying process may not have heard of.
    const token = Math.random() < 0.7 ? pick(tokens.slice(-PROCESSES)) : pick(tokens);
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${pick(origins)}/guarded`, { headers });
    await response.arrayBuffer();
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
  }
}

const rows = new pg.Client({ connectionString: url.href });
await rows.connect();
const countStates = async () => {
  const { rows: counts } = await rows.query(
    'SELECT state, count(*)::int AS n FROM m2m_signing_keys GROUP BY state',
  );
  return Object.fromEntries(counts.map(({ state, n }) => [state, n]));
};

const workers = [renewTokens(), ...Array.from({ length: VERIFIERS }, verify)];
const wrong = [];
const times = [];
const started = performance.now();
for (let round = 0; round < ROUNDS; round += 1) {
  const { rows: active } = await rows.query("SELECT kid FROM m2m_signing_keys WHERE state = 'active'");
  const begun = performance.now();
  const answers = await Promise.all(
    origins.map((origin) => call(origin, 'POST', '/signing-keys/rotate', { replacing: active[0].kid })),
  );
  times.push(performance.now() - begun);
  const states = await countStates();
  const same = new Set(answers.map(({ status, body }) => `${status} ${body.kid}`)).size === 1;
  const right = states.active === 1 && states.pending === 1 && states.retiring === round + 1;
  if (!same || !right || answers[0].status !== 200) wrong.push({ round, states, answers });
}
while (verified() < VERIFICATIONS) await new Promise((resolve) => setTimeout(resolve, 100));
going = false;
await Promise.all(workers);

times.sort((a, b) => a - b);
console.table({
  'rounds of 4 simultaneous rotations': ROUNDS,
  'rounds that did not leave exactly one new active key': wrong.length,
  'ms for a round, median': Math.round(times[Math.floor(times.length / 2)]),
  'ms for a round, p99': Math.round(times[Math.floor(times.length * 0.99)]),
  'tokens verified': verified(),
  'tokens refused': verified() - (statuses.get(200) ?? 0),
  'keys that tokens were signed with': kids.size,
  seconds: Math.round((performance.now() - started) / 1_000),
});
console.log('statuses:', Object.fromEntries(statuses));
if (wrong.length > 0) console.log(JSON.stringify(wrong[0]));
for (const server of servers) server.stop();
await rows.end();
await admin.query(`DROP DATABASE ${database} WITH (FORCE)`);
await admin.end();
process.exit(wrong.length > 0 || statuses.size > 1 ? 1 : 0);

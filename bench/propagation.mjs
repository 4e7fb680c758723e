// npm run bench -- propagation [tries]: what one process ends, and how long another one goes on accepting it, which is
// asked again and again meanwhile: from the answer of the first to the last acceptance of the second, 0 when its first
// answer was a refusal already, and to that refusal. Processes of their own, with Redis and (a tenth of the tries) without.
// Ends with 1 when the p99 of acceptance is too high, or something is not refused at all.
import { randomUUID } from 'node:crypto';
import { createDatabase } from './support/database.mjs';
import { guarded, IssuerClient, partOf } from './support/issuer-client.mjs';
import { startServer } from './support/processes.mjs';

const TRIES = Number(process.argv[2] ?? 1_000);
const FEWER = Math.ceil(TRIES / 10);
const BOUND_MS = 1_000;
/** Without Redis changes are read each second; a reading takes some time too. */
const BOUND_WITHOUT_REDIS_MS = 1_250;
const PATIENCE_MS = 10_000;
const key = `bench-internal-api-key-${randomUUID()}`;

const database = await createDatabase();
Object.assign(process.env, {
  DATABASE_URL: database.url,
  REDIS_KEY_PREFIX: database.name,
  INTERNAL_API_KEY: key,
});

const rows = [];
const late = [];

/** In milliseconds from now: the last answer 200 and the first answer 401 of `probe`. */
async function refusal(probe) {
  const since = performance.now();
  let accepted = 0;
  for (;;) {
    const status = await probe();
    const ms = performance.now() - since;
    if (status === 401) return { refused: ms, accepted };
    if (status !== 200) throw new Error(`answered ${status}`);
    if (ms > PATIENCE_MS) throw new Error('never refused');
    accepted = ms;
  }
}

/** @param prepare answers how to end something, and for each observer how to ask for it. */
async function measure(what, { tries, lanes, bound }, prepare) {
  const seen = new Map();
  let left = tries;
  const lane = async () => {
    while (left-- > 0) {
      const { end, probes } = await prepare();
      for (const [name, probe] of Object.entries(probes)) {
        while ((await probe()) !== 200) await new Promise((resolve) => setTimeout(resolve, 5));
        if (!seen.has(name)) seen.set(name, []);
      }
      await end();
      await Promise.all(
        Object.entries(probes).map(async ([name, probe]) => seen.get(name).push(await refusal(probe))),
      );
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  for (const [by, refusals] of seen) {
    const quantiles = (times) => {
      const sorted = times.toSorted((a, b) => a - b);
      return [0.5, 0.99, 1].map((share) => Number(sorted[Math.ceil(share * sorted.length) - 1].toFixed(1)));
    };
    const accepted = quantiles(refusals.map((one) => one.accepted));
    rows.push({
      what,
      by,
      tries: refusals.length,
      'never accepted': refusals.filter((one) => one.accepted === 0).length,
      'accepted for, p50 ms': accepted[0],
      'p99 ms': accepted[1],
      'max ms': accepted[2],
      'refusal, p50 / p99 / max ms': quantiles(refusals.map(({ refused }) => refused)).join(' / '),
    });
    if (accepted[1] > bound) late.push(`${what}, ${by}`);
  }
}

/** One issuer ends things, the observers are asked: `issuers` for tokens too, `guards` only with them. */
async function observe(first, issuers, guards, { tries, lanes, bound }) {
  const fewer = { tries: FEWER, lanes, bound };
  const each = (targets, probe) =>
    Object.fromEntries(Object.entries(targets).map(([name, { port }]) => [name, () => probe(port)]));
  const client = await first.register();
  await measure('a token', { tries, lanes, bound }, async () => {
    const { token } = await first.token(client);
    const path = `/oauth-clients/${client.clientId}/revoke-tokens`;
    return {
      end: () => first.admin('POST', path, { jti: partOf(token, 1).jti }),
      probes: each({ ...issuers, ...guards }, (port) => guarded(port, token)),
    };
  });
  const tokenRequests = (own) =>
    each(issuers, async (port) => (await new IssuerClient(port, key).token(own)).status);
  await measure('a client, deactivated: token requests', fewer, async () => {
    const own = await first.register();
    const end = () => first.admin('PATCH', `/oauth-clients/${own.clientId}`, { isActive: false });
    return { end, probes: tokenRequests(own) };
  });
  await measure('a secret, removed: token requests', fewer, async () => {
    const own = await first.register();
    const path = `/oauth-clients/${own.clientId}/secrets`;
    const { data } = await first.admin('GET', path);
    return { end: () => first.admin('DELETE', `${path}/${data[0].id}`), probes: tokenRequests(own) };
  });
  // One after the other: there is one key for all.
  await measure('a signing key', { ...fewer, lanes: 1 }, async () => {
    const { token } = await first.token(client);
    return {
      end: () => first.admin('POST', `/signing-keys/${partOf(token, 0).kid}/revoke`),
      probes: each(issuers, (port) => guarded(port, token)),
    };
  });
}

const started = performance.now();
const servers = [];
const start = async (...parameters) => {
  const server = await startServer(...parameters);
  servers.push(server);
  return server;
};
const stopAll = () => servers.splice(0).forEach((server) => server.stop());

const ender = await start('issuer.ts');
const jwks = `http://127.0.0.1:${ender.port}/.well-known/jwks.json`;
const issuers = {
  'issuer that asks Redis': await start('issuer.ts', 'projection'),
  'issuer with a copy': await start('issuer.ts', 'replica'),
};
const guards = {
  'service that asks Redis': await start('guard.ts', jwks, 'projection'),
  'service with a copy': await start('guard.ts', jwks, 'replica'),
};
await observe(new IssuerClient(ender.port, key), issuers, guards, {
  tries: TRIES,
  lanes: 1,
  bound: BOUND_MS,
});
stopAll();

const alone = await start('issuer.ts', 'none');
const other = { 'issuer without Redis': await start('issuer.ts', 'none') };
await observe(
  new IssuerClient(alone.port, key),
  other,
  {},
  { tries: FEWER, lanes: 10, bound: BOUND_WITHOUT_REDIS_MS },
);
stopAll();
await database.drop();

console.table(rows);
console.log(`${Math.round((performance.now() - started) / 1_000)} s`);
if (late.length > 0) console.error(`The p99 is too high: ${late.join('; ')}`);
process.exit(late.length > 0 ? 1 : 0);

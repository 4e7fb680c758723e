// npm run bench -- propagation [tries]: what one process ends, makes or changes, and how long another one goes on answering
// as before, which is asked again and again meanwhile: from the answer of the first to the last answer of the second that is
// still the old one, 0 when its first one was new already, and to that new one. Tokens as often as told, everything else a
// tenth of that. Processes of their own, with Redis and (a tenth of the tries) without.
// Ends with 1 when the p99 of old answers is too high, or an answer never becomes the new one.
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

/** In milliseconds from now: the last answer `before` and the first answer `after` of `probe`. */
async function turn(probe, { before, after }) {
  const since = performance.now();
  let old = 0;
  for (;;) {
    const status = await probe();
    const ms = performance.now() - since;
    if (status === after) return { fresh: ms, old };
    if (status !== before) throw new Error(`answered ${status}`);
    if (ms > PATIENCE_MS) throw new Error(`never answered ${after}`);
    old = ms;
  }
}

const REFUSED = { before: 200, after: 401 };
const ACCEPTED = { before: 401, after: 200 };
const OUT_OF_SCOPE = { before: 200, after: 400 };
const IN_SCOPE = { before: 400, after: 200 };

/** @param prepare answers how to change something, and for each observer how to ask for it. */
async function measure(what, { tries, lanes, bound }, answers, prepare) {
  const seen = new Map();
  let left = tries;
  const lane = async () => {
    while (left-- > 0) {
      const { change, probes } = await prepare();
      for (const [name, probe] of Object.entries(probes)) {
        while ((await probe()) !== answers.before) await new Promise((resolve) => setTimeout(resolve, 5));
        if (!seen.has(name)) seen.set(name, []);
      }
      await change();
      await Promise.all(
        Object.entries(probes).map(async ([name, probe]) => seen.get(name).push(await turn(probe, answers))),
      );
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  for (const [by, turns] of seen) {
    const quantiles = (times) => {
      const sorted = times.toSorted((a, b) => a - b);
      return [0.5, 0.99, 1].map((share) => Number(sorted[Math.ceil(share * sorted.length) - 1].toFixed(1)));
    };
    const old = quantiles(turns.map((one) => one.old));
    rows.push({
      what,
      by,
      tries: turns.length,
      'new at once': turns.filter((one) => one.old === 0).length,
      'old for, p50 ms': old[0],
      'p99 ms': old[1],
      'max ms': old[2],
      'new after, p50 / p99 / max ms': quantiles(turns.map(({ fresh }) => fresh)).join(' / '),
    });
    if (old[1] > bound) late.push(`${what}, ${by}`);
  }
}

/** One issuer ends, makes and changes things, the observers are asked: `issuers` for tokens too, `guards` only with them. */
async function observe(first, issuers, guards, { tries, lanes, bound }) {
  const fewer = { tries: FEWER, lanes, bound };
  const each = (targets, probe) =>
    Object.fromEntries(Object.entries(targets).map(([name, { port }]) => [name, () => probe(port)]));
  const client = await first.register();
  await measure('a token, ended', { tries, lanes, bound }, REFUSED, async () => {
    const { token } = await first.token(client);
    const path = `/oauth-clients/${client.clientId}/revoke-tokens`;
    return {
      change: () => first.admin('POST', path, { jti: partOf(token, 1).jti }),
      probes: each({ ...issuers, ...guards }, (port) => guarded(port, token)),
    };
  });
  const tokenRequests = (own, scope) =>
    each(issuers, async (port) => (await new IssuerClient(port, key).token(own, scope)).status);
  await measure('a client, deactivated: token requests', fewer, REFUSED, async () => {
    const own = await first.register();
    const change = () => first.admin('PATCH', `/oauth-clients/${own.clientId}`, { isActive: false });
    return { change, probes: tokenRequests(own) };
  });
  await measure('a secret, removed: token requests', fewer, REFUSED, async () => {
    const own = await first.register();
    const path = `/oauth-clients/${own.clientId}/secrets`;
    const { data } = await first.admin('GET', path);
    return { change: () => first.admin('DELETE', `${path}/${data[0].id}`), probes: tokenRequests(own) };
  });
  for (const [what, answers, scopes] of [
    ['a scope, taken from a client: token requests', OUT_OF_SCOPE, { before: ['a', 'b'], after: ['a'] }],
    ['a scope, given to a client: token requests', IN_SCOPE, { before: ['a'], after: ['a', 'b'] }],
  ]) {
    await measure(what, fewer, answers, async () => {
      const own = await first.register({ scopes: scopes.before });
      const path = `/oauth-clients/${own.clientId}`;
      return {
        change: () => first.admin('PATCH', path, { scopes: scopes.after }),
        probes: tokenRequests(own, 'b'),
      };
    });
  }
  const { id: organization } = await first.admin('POST', '/organizations', { name: `bench ${randomUUID()}` });
  const newApiKey = (members) =>
    first.admin('POST', '/api-keys', {
      name: 'bench',
      owner: { type: 'organization', id: organization },
      permissions: [],
      ...members,
    });
  await measure('an API key, deleted', fewer, REFUSED, async () => {
    const { id, value } = await newApiKey();
    return {
      change: () => first.admin('DELETE', `/api-keys/${id}`),
      probes: each(issuers, (port) => guarded(port, value)),
    };
  });
  // With a value of the caller's, so that it is asked for, and refused, before it is a key.
  await measure('an API key, made', fewer, ACCEPTED, async () => {
    const value = `sk_bench-${randomUUID()}`;
    return {
      change: () => newApiKey({ value }),
      probes: each(issuers, (port) => guarded(port, value)),
    };
  });
  // One after the other: there is one key for all.
  await measure('a signing key, revoked', { ...fewer, lanes: 1 }, REFUSED, async () => {
    const { token } = await first.token(client);
    return {
      change: () => first.admin('POST', `/signing-keys/${partOf(token, 0).kid}/revoke`),
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
if (late.length > 0) console.error(`The p99 of old answers is too high: ${late.join('; ')}`);
process.exit(late.length > 0 ? 1 : 0);

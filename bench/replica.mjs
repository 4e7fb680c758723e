// npm run bench -- replica [denials]: a guard that asks Redis and one that asks a copy in its own process, with so many
// denials: time and allocation of a check, size of the copy, time of a full read.
import { randomUUID } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Redis } from 'ioredis';
import { redisRevocation, redisState } from 'nestjs-m2m-auth/redis';

const DENIALS = Number(process.argv[2] ?? 100_000);
const url = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379';
const keyPrefix = `bench-${randomUUID()}`;
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const { randomBytes } = await import('node:crypto');
const random = { bytes: (length) => randomBytes(length), uuid: randomUUID };
const patient = { commandTimeoutMs: 5_000 };
const provided = (feature, options, ...rest) =>
  feature.providers[0].useFactory({ redis: { url, keyPrefix, ...patient, ...options } }, clock, ...rest);

const expiresAt = new Date(Date.now() + 3_600_000);
const denials = Array.from({ length: DENIALS }, (_, index) => ({
  kind: 'jti',
  id: randomUUID(),
  expiresAt,
  seq: index + 1,
}));
const state = provided(redisState(), {}, random);
await state.projection.start({
  snapshotDenials: async () => ({ denials, seq: DENIALS }),
  denialsBetween: async () => [],
});

const timed = async (act) => {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  await act();
  const spent = process.cpuUsage(cpu);
  return { ms: performance.now() - began, cpu: (spent.user + spent.system) / 1_000 };
};
const heap = () => {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
};

const asking = provided(redisRevocation(), {});
const askingStart = await timed(() => asking.start());
const before = heap();
const copying = provided(redisRevocation(), { check: 'replica' });
const copyingStart = await timed(() => copying.start());
const copySize = heap() - before;

const tokens = Array.from({ length: 4_096 }, (_, index) =>
  index % 2 === 0
    ? { jti: randomUUID(), epoch: index, kid: 'k' }
    : { jti: denials[(index * 31) % DENIALS].id, epoch: index, kid: 'k' },
);
const expected = (index) => (index % 2 === 0 ? 'live' : 'denied');
let wrong = 0;
let asked = 0;
const verify = (verdict, index) => {
  // A copy that could not be confirmed in time sends the guard to Redis.
  if (typeof verdict !== 'string') asked += 1;
  else if (verdict !== expected(index)) wrong += 1;
};

const AT_ONCE = 64;
async function askRedis(checks) {
  for (let at = 0; at < checks; at += AT_ONCE) {
    const batch = Array.from({ length: AT_ONCE }, (_, n) => (at + n) % tokens.length);
    const verdicts = await Promise.all(batch.map((index) => asking.check(tokens[index])));
    verdicts.forEach((verdict, n) => verify(verdict, batch[n]));
  }
}
async function askRedisOneByOne(checks) {
  for (let at = 0; at < checks; at += 1)
    verify(await asking.check(tokens[at % tokens.length]), at % tokens.length);
}
async function askCopy(checks) {
  // Pauses let it look at Redis, as requests do.
  for (let from = 0; from < checks; from += 5_000) {
    for (let at = from; at < from + 5_000; at += 1)
      verify(copying.check(tokens[at % tokens.length]), at % tokens.length);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function row(name, checks, ask) {
  await ask(Math.min(checks, 100_000));
  const { ms, cpu } = await timed(() => ask(checks));
  return {
    check: name,
    checks,
    'µs per check': (ms * 1_000) / checks,
    'CPU µs per check': (cpu * 1_000) / checks,
  };
}
const rows = [
  await row('the projection, 64 at once', 128_000, askRedis),
  await row('the projection, one after the other', 5_000, askRedisOneByOne),
  await row('the copy', 5_000_000, askCopy),
];
collect();
const allocatedBefore = process.memoryUsage().heapUsed;
for (let at = 0; at < 10_000; at += 1) verify(copying.check(tokens[at % tokens.length]), at % tokens.length);
const allocated = process.memoryUsage().heapUsed - allocatedBefore;

const follows = [];
for (let n = 0; n < 200; n += 1) {
  const token = { jti: randomUUID(), epoch: 1, kid: 'k' };
  await state.projection.project([{ kind: 'jti', id: token.jti, expiresAt, seq: DENIALS + n + 1 }]);
  const acknowledged = performance.now();
  while ((await copying.check(token)) !== 'denied') await new Promise((resolve) => setImmediate(resolve));
  follows.push(performance.now() - acknowledged);
}
follows.sort((a, b) => a - b);

const client = new Redis(url);
const inRedis = await client.memory('USAGE', `{${keyPrefix}}:deny`, 'SAMPLES', 0);
console.log(`${DENIALS} denials`);
console.table(
  rows.map((one) => ({
    ...one,
    'µs per check': Number(one['µs per check'].toFixed(3)),
    'CPU µs per check': Number(one['CPU µs per check'].toFixed(3)),
  })),
);
console.table({
  'full read, ms': Math.round(copyingStart.ms - askingStart.ms),
  'full read, CPU ms of the guard': Math.round(copyingStart.cpu - askingStart.cpu),
  'copy, MB': Number((copySize / 2 ** 20).toFixed(1)),
  'copy, bytes per denial': Math.round(copySize / DENIALS),
  'set in Redis, MB': Number((inRedis / 2 ** 20).toFixed(1)),
  'bytes allocated per check of the copy': Math.round(allocated / 10_000),
  'a revocation reaches the copy after, p50 ms': Number(follows[100].toFixed(2)),
  'a revocation reaches the copy after, max ms': Number(follows[199].toFixed(2)),
  'checks for which the copy was too old': asked,
  'wrong answers': wrong,
});
await client.unlink(...(await client.keys(`{${keyPrefix}}:*`)));
client.disconnect();
await Promise.all([asking.close(), copying.close(), state.close()]);
process.exit(wrong > 0 ? 1 : 0);

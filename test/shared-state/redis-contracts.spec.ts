import type { RedisStateOptions } from '../../libs/m2m-auth/src/domain/shared-state/redis-state-options.js';
import { describeLiveTokenRegister } from '../contracts/live-token-register-contract.js';
import { describeRevocationProjection } from '../contracts/revocation-projection-contract.js';
import { describeThrottleCounter } from '../contracts/throttle-counter-contract.js';
import { RedisServer } from '../support/redis-server.js';
import { FakeClock } from './support/fake-clock.js';
import { FakeDenialSource } from './support/fake-denial-source.js';
import { openState, ownPrefix, type RedisSharedState } from './support/redis-state.js';

const open: RedisSharedState[] = [];
let server: RedisServer;

const make = (clock?: FakeClock, options: RedisStateOptions = {}): RedisSharedState => {
  const state = openState({ url: server.url, keyPrefix: ownPrefix(), ...options }, clock);
  open.push(state);
  return state;
};
const started = async (): Promise<{ clock: FakeClock; state: RedisSharedState }> => {
  const clock = new FakeClock();
  const state = make(clock);
  await state.projection.start(new FakeDenialSource());
  return { clock, state };
};

beforeAll(async () => {
  server = await RedisServer.start();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((state) => state.close()));
});
afterAll(() => server.stop());

describe.each<[string, RedisStateOptions]>([
  ['Redis', {}],
  ['Redis in 3 shards', { shards: 3 }],
  ['a copy of Redis', { check: 'replica' }],
  ['copies of 3 shards of Redis', { shards: 3, check: 'replica' }],
])('%s', (name, options) => {
  describeRevocationProjection(name, () => Promise.resolve(make(undefined, options).projection));
});
describeThrottleCounter('Redis', async () => {
  const { clock, state } = await started();
  return { clock, counter: state.throttle };
});
describeLiveTokenRegister('Redis', async () => {
  const { clock, state } = await started();
  return { clock, register: state.liveTokens };
});

import { describeLiveTokenRegister } from '../contracts/live-token-register-contract.js';
import { describeRevocationProjection } from '../contracts/revocation-projection-contract.js';
import { describeThrottleCounter } from '../contracts/throttle-counter-contract.js';
import { FakeClock } from './support/fake-clock.js';
import { FakeDenialSource } from './support/fake-denial-source.js';
import { openState, ownPrefix, SHARED_REDIS_URL, type RedisSharedState } from './support/redis-state.js';

const open: RedisSharedState[] = [];
const make = (clock?: FakeClock): RedisSharedState => {
  const state = openState({ url: SHARED_REDIS_URL, keyPrefix: ownPrefix() }, clock);
  open.push(state);
  return state;
};
const started = async (): Promise<{ clock: FakeClock; state: RedisSharedState }> => {
  const clock = new FakeClock();
  const state = make(clock);
  await state.projection.start(new FakeDenialSource());
  return { clock, state };
};

afterEach(async () => {
  await Promise.all(open.splice(0).map((state) => state.close()));
});

describeRevocationProjection('Redis', () => Promise.resolve(make().projection));
describeThrottleCounter('Redis', async () => {
  const { clock, state } = await started();
  return { clock, counter: state.throttle };
});
describeLiveTokenRegister('Redis', async () => {
  const { clock, state } = await started();
  return { clock, register: state.liveTokens };
});

import { describeLiveTokenRegister } from '../contracts/live-token-register-contract.js';
import { describeRevocationProjection } from '../contracts/revocation-projection-contract.js';
import { describeThrottleCounter } from '../contracts/throttle-counter-contract.js';
import { RedisServer } from '../support/redis-server.js';
import { FakeClock } from './support/fake-clock.js';
import { FakeDenialSource } from './support/fake-denial-source.js';
import { openState, ownPrefix, type RedisSharedState } from './support/redis-state.js';

const open: RedisSharedState[] = [];
let server: RedisServer;

const make = (clock?: FakeClock): RedisSharedState => {
  const state = openState({ url: server.url, keyPrefix: ownPrefix() }, clock);
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

describeRevocationProjection('Redis', () => Promise.resolve(make().projection));
describeThrottleCounter('Redis', async () => {
  const { clock, state } = await started();
  return { clock, counter: state.throttle };
});
describeLiveTokenRegister('Redis', async () => {
  const { clock, state } = await started();
  return { clock, register: state.liveTokens };
});

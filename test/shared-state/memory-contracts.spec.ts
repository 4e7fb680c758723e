import { memoryState } from '../../libs/m2m-auth/src/storage/memory/memory-state.js';
import { describeLiveTokenRegister } from '../contracts/live-token-register-contract.js';
import { describeRevocationProjection } from '../contracts/revocation-projection-contract.js';
import { describeThrottleCounter } from '../contracts/throttle-counter-contract.js';
import { FakeClock } from './support/fake-clock.js';

const make = () => {
  const clock = new FakeClock();
  return { clock, state: memoryState(clock) };
};

describeRevocationProjection('memory', () => Promise.resolve(make().state.projection));
describeThrottleCounter('memory', () => {
  const { clock, state } = make();
  return Promise.resolve({ clock, counter: state.throttle });
});
describeLiveTokenRegister('memory', () => {
  const { clock, state } = make();
  return Promise.resolve({ clock, register: state.liveTokens });
});

import type { Clock } from '../../oauth/ports/clock.js';
import type { SharedState } from '../../domain/shared-state/shared-state.js';
import { MemoryChangeNotifier } from './memory-change-notifier.js';
import { MemoryLiveTokenRegister } from './memory-live-token-register.js';
import { MemoryRevocationProjection } from './memory-revocation-projection.js';
import { MemoryThrottleCounter } from './memory-throttle-counter.js';

/** Shared state of one process: nothing outside is needed, nothing outlives it. */
export const memoryState = (clock: Clock): SharedState => {
  const projection = new MemoryRevocationProjection(clock);
  return {
    distributed: false,
    projection,
    notifier: new MemoryChangeNotifier(),
    liveTokens: new MemoryLiveTokenRegister(clock),
    throttle: new MemoryThrottleCounter(clock),
    inspect: () => Promise.resolve([]),
    refusals: () => [],
    ping: () => Promise.resolve(),
    close: () => projection.close(),
  };
};

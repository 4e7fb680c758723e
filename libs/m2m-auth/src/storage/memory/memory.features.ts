import type { Provider } from '@nestjs/common';
import { PERSISTENCE } from '../../domain/persistence/persistence.js';
import { SHARED_STATE } from '../../domain/shared-state/shared-state.js';
import { CLOCK, type Clock } from '../../oauth/ports/clock.js';
import { RANDOM_SOURCE, type RandomSource } from '../../oauth/ports/random-source.js';
import { MemoryPersistence } from './memory-persistence.js';
import { memoryState } from './memory-state.js';

/** The stores a module runs on when the host names none. */
export const memoryPersistenceFeature: Provider[] = [
  {
    provide: PERSISTENCE,
    useFactory: (clock: Clock, random: RandomSource) => new MemoryPersistence(clock, random.uuid()),
    inject: [CLOCK, RANDOM_SOURCE],
  },
];

export const memoryStateFeature: Provider[] = [
  { provide: SHARED_STATE, useFactory: (clock: Clock) => memoryState(clock), inject: [CLOCK] },
];

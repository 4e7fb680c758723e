export { MemoryPersistence } from './memory-persistence.js';
export { memoryState } from './memory-state.js';

export { memoryState } from './memory-state.js';

import { randomBytes, randomUUID } from 'node:crypto';
import type { RandomSource } from '../oauth/ports/random-source.js';

/** The operating system's cryptographic generator. */
export const systemRandom: RandomSource = {
  bytes: (length) => randomBytes(length),
  uuid: () => randomUUID(),
};

/** Cryptographic randomness, as a port. */
export interface RandomSource {
  bytes(length: number): Buffer;
  /** A version 4 UUID: 122 random bits. */
  uuid(): string;
}

/** DI token of the {@link RandomSource}. */
export const RANDOM_SOURCE = Symbol.for('nestjs-m2m-auth/random-source');

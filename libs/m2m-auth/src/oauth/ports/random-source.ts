/** Cryptographic randomness, as a port. */
export interface RandomSource {
  bytes(length: number): Buffer;
  /** A version 4 UUID: 122 random bits. */
  uuid(): string;
}

import { createHash, timingSafeEqual } from 'node:crypto';

const MIN_CHARACTERS = 32;

/** The keys of the administrators; several at once, so that one can be replaced without a gap. Only digests are kept. */
export class InternalApiKeys {
  private readonly digests: readonly Buffer[];

  /**
   * @param keys blank ones do not count: with none left nothing is accepted.
   * @throws Error when one has fewer than 32 characters.
   */
  constructor(keys: readonly string[]) {
    const usable = keys.map((key) => key.trim()).filter((key) => key !== '');
    if (usable.some((key) => key.length < MIN_CHARACTERS)) {
      throw new Error(`An internal API key must have at least ${MIN_CHARACTERS} characters.`);
    }
    this.digests = usable.map(digest);
  }

  /** Compares with every key, digest against digest, so that neither length, content nor place shows in the time. */
  accepts(presented: string): boolean {
    const candidate = digest(presented);
    let accepted = false;
    for (const known of this.digests) accepted = timingSafeEqual(candidate, known) || accepted;
    return accepted;
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

import { createHash, timingSafeEqual } from 'node:crypto';

const MIN_CHARACTERS = 32;

/** The keys of the administrators; several at once, so that one can be replaced without a gap. Only digests are kept. */
export class InternalApiKeys {
  private readonly digests: readonly { readonly place: number; readonly digest: Buffer }[];

  /**
   * @param keys blank ones do not count: with none left nothing is accepted.
   * @throws Error when one has fewer than 32 characters.
   */
  constructor(keys: readonly string[]) {
    const usable = keys
      .map((key, index) => ({ key: key.trim(), place: index + 1 }))
      .filter(({ key }) => key !== '');
    if (usable.some(({ key }) => key.length < MIN_CHARACTERS)) {
      throw new Error(`An internal API key must have at least ${MIN_CHARACTERS} characters.`);
    }
    this.digests = usable.map(({ key, place }) => ({ place, digest: digest(key) }));
  }

  /**
   * The place of a key among those configured, from 1; null when it is none of them. Compares with every key, digest
   * against digest, so that neither length, content nor place shows in the time.
   */
  placeOf(presented: string): number | null {
    const candidate = digest(presented);
    let found = 0;
    for (const known of this.digests) {
      const same = Number(timingSafeEqual(candidate, known.digest));
      found = same * known.place + (1 - same) * found;
    }
    return found === 0 ? null : found;
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

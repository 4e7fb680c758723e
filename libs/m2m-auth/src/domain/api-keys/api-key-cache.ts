import type { ChangeFeed } from '../changes/change-feed.js';
import type { ChangeBatch } from '../changes/change.js';
import type { ApiKey } from './api-key.js';

const MAX_KNOWN = 10_000;

/** What is kept of a key that was read. */
export interface KnownApiKey {
  readonly key: ApiKey;
}

/** Reads the key with a digest from the truth and makes of it what is kept; null when there is none. `address`: who asks. */
export type LoadApiKey<Known extends KnownApiKey> = (
  digest: string,
  address: string | undefined,
) => Promise<Known | null>;

/**
 * Keys by the digest of their value, under the rules of all caches here: dropped when a change names the key, stored only
 * when no change was read while it was on its way, not used unless the changes were read lately. Only keys that exist are
 * remembered, so values that are made up push out none that is good.
 */
export class ApiKeyCache<Known extends KnownApiKey> {
  private readonly known = new Map<string, Known>();
  private readonly digests = new Map<string, string>();
  private readonly loading = new Map<string, Promise<Known | null>>();

  constructor(
    private readonly load: LoadApiKey<Known>,
    private readonly feed: ChangeFeed,
  ) {
    feed.onChanges((batch) => this.drop(batch));
  }

  /** Answers without a promise from the cache. Throws what the load throws. */
  find(digest: string, address?: string): Known | null | Promise<Known | null> {
    if (!this.feed.fresh) return this.load(digest, address);
    return this.known.get(digest) ?? this.loading.get(digest) ?? this.begin(digest, address);
  }

  private begin(digest: string, address: string | undefined): Promise<Known | null> {
    const version = this.feed.version;
    const load = this.load(digest, address)
      .then((found) => {
        if (found && this.feed.version === version) this.store(digest, found);
        return found;
      })
      .finally(() => {
        // A load begun before a change may have been replaced by one begun after it.
        if (this.loading.get(digest) === load) this.loading.delete(digest);
      });
    this.loading.set(digest, load);
    return load;
  }

  private store(digest: string, found: Known): void {
    this.known.set(digest, found);
    this.digests.set(found.key.id, digest);
    if (this.known.size <= MAX_KNOWN) return;
    // A Map keeps the order of insertion: the first is the oldest.
    const [oldest] = this.known.values();
    if (oldest) this.forget(oldest.key.id);
  }

  private forget(id: string): void {
    const digest = this.digests.get(id);
    if (digest === undefined) return;
    this.digests.delete(id);
    this.known.delete(digest);
  }

  private drop({ changes, truncated }: ChangeBatch): void {
    if (truncated) {
      this.known.clear();
      this.digests.clear();
    }
    for (const change of changes) if (change.kind === 'api-key') this.forget(change.subject);
    // Which key a load will bring nobody knows yet: whoever asks from now on asks anew.
    if (truncated || changes.some(({ kind }) => kind === 'api-key')) this.loading.clear();
  }
}

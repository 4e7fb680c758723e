import type { ChangeFeed } from '../changes/change-feed.js';
import type { ChangeBatch } from '../changes/change.js';
import type { ClientReader } from './client-store.js';
import type { ClientWithSecrets } from './client.js';

const MAX_KNOWN = 10_000;
const MAX_UNKNOWN = 10_000;

/**
 * Rows of clients for authentication. A row is dropped when a change names it, is stored only when no change was read
 * while it was on its way, and is not used unless the changes were read lately. So the same object comes back exactly
 * as long as the row is known not to have changed, and other caches may hang on its identity.
 */
export class ClientCache {
  private readonly known = new Map<string, ClientWithSecrets>();
  /** Absence is remembered too: an unknown client must not be told from a known one by the time of a SELECT. */
  private readonly unknown = new Set<string>();
  private readonly loading = new Map<string, Promise<ClientWithSecrets | null>>();

  constructor(
    private readonly reader: Pick<ClientReader, 'findForAuthentication'>,
    private readonly feed: ChangeFeed,
  ) {
    feed.onChanges((batch) => this.drop(batch));
  }

  /** Answers without a promise from the cache. Throws PersistenceError when the row has to be read and cannot. */
  find(clientId: string): ClientWithSecrets | null | Promise<ClientWithSecrets | null> {
    if (!this.feed.fresh) return this.reader.findForAuthentication(clientId);
    const hit = this.known.get(clientId);
    if (hit) return hit;
    if (this.unknown.has(clientId)) return null;
    return this.load(clientId);
  }

  /** True when a client of this name was read lately. Asks nobody, so that asking takes no time that tells. */
  knows(clientId: string): boolean {
    return this.known.has(clientId);
  }

  private load(clientId: string): Promise<ClientWithSecrets | null> {
    const underway = this.loading.get(clientId);
    if (underway) return underway;
    const version = this.feed.version;
    const load = this.reader
      .findForAuthentication(clientId)
      .then((row) => {
        if (this.feed.version === version) this.store(clientId, row);
        return row;
      })
      .finally(() => {
        // A load begun before a change may have been replaced by one begun after it.
        if (this.loading.get(clientId) === load) this.loading.delete(clientId);
      });
    this.loading.set(clientId, load);
    return load;
  }

  private store(clientId: string, row: ClientWithSecrets | null): void {
    if (row === null) {
      this.unknown.add(clientId);
      if (this.unknown.size > MAX_UNKNOWN) deleteOldest(this.unknown);
    } else {
      this.known.set(clientId, row);
      if (this.known.size > MAX_KNOWN) deleteOldest(this.known);
    }
  }

  private drop(batch: ChangeBatch): void {
    if (batch.truncated) {
      this.known.clear();
      this.unknown.clear();
      this.loading.clear();
      return;
    }
    for (const change of batch.changes) {
      if (change.kind !== 'client') continue;
      this.known.delete(change.subject);
      this.unknown.delete(change.subject);
      this.loading.delete(change.subject);
    }
  }
}

const deleteOldest = (collection: Map<string, unknown> | Set<string>): void => {
  for (const oldest of collection.keys()) {
    collection.delete(oldest);
    return;
  }
};

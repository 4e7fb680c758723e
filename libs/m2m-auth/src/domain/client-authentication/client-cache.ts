import type { ChangeFeed } from '../changes/change-feed.js';
import type { ChangeBatch } from '../changes/change.js';
import type { ClientReader } from '../clients/client-store.js';
import type { ClientWithSecrets } from '../clients/client.js';

const MAX_KNOWN = 10_000;
const MAX_REFUSED = 10_000;

/**
 * Rows of clients for authentication. A row is dropped when a change names it, is stored only when no change was read
 * while it was on its way, and is not used unless the changes were read lately. So the same object comes back exactly
 * as long as the row is known not to have changed, and other caches may hang on its identity.
 */
export class ClientCache {
  private readonly known = new Map<string, ClientWithSecrets>();
  /**
   * Ids that were refused since they were read, and whether there is such a client. The first refusal of an id costs a
   * SELECT and later ones none, for nobody's id as for a client's, in use or not: its time must not tell.
   */
  private readonly refused = new Map<string, 'absent' | 'present'>();
  private readonly loading = new Map<string, Promise<ClientWithSecrets | null>>();
  private readonly settling = new Map<string, Promise<void>>();

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
    if (this.refused.get(clientId) === 'absent') return null;
    return this.load(clientId);
  }

  /**
   * Call when a client is refused whose row came from the cache: reads what an unknown id would have cost, once.
   * Throws PersistenceError when that cannot be read.
   */
  settle(clientId: string): Promise<void> | undefined {
    if (!this.feed.fresh || this.refused.has(clientId)) return undefined;
    const underway = this.settling.get(clientId);
    if (underway) return underway;
    const version = this.feed.version;
    const settled = this.reader
      .findForAuthentication(clientId)
      .then(() => {
        if (this.feed.version === version) this.settled(clientId);
      })
      .finally(() => this.settling.delete(clientId));
    this.settling.set(clientId, settled);
    return settled;
  }

  /** Call when a client is refused that has just been read. */
  settled(clientId: string): void {
    if (this.known.has(clientId)) this.refuse(clientId, 'present');
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
      this.refuse(clientId, 'absent');
      return;
    }
    this.known.set(clientId, row);
    if (this.known.size <= MAX_KNOWN) return;
    // A Map keeps the order of insertion: the first is the oldest.
    const [oldest] = this.known.keys();
    if (oldest !== undefined) this.forget(oldest);
  }

  private refuse(clientId: string, there: 'absent' | 'present'): void {
    this.refused.set(clientId, there);
    if (this.refused.size <= MAX_REFUSED) return;
    const [oldest] = this.refused.keys();
    if (oldest !== undefined) this.refused.delete(oldest);
  }

  private forget(clientId: string): void {
    this.known.delete(clientId);
    this.refused.delete(clientId);
  }

  private drop(batch: ChangeBatch): void {
    if (batch.truncated) {
      this.known.clear();
      this.refused.clear();
      this.loading.clear();
      return;
    }
    for (const change of batch.changes) {
      if (change.kind !== 'client') continue;
      this.forget(change.subject);
      this.loading.delete(change.subject);
    }
  }
}

import type { Clock } from '../../oauth/ports/clock.js';
import type { ChangeWriter } from '../changes/change-writer.js';
import type { TokenLifetimeBound } from '../changes/denials.js';
import type { ClientWithSecrets } from '../clients/client.js';
import { deleteClient } from '../clients/client-rows.js';
import type { ClientTransaction } from '../clients/client-store.js';
import type { RegistrationReader } from './registration-store.js';

const INTERVAL_MS = 600_000;
const BATCH = 100;
const BY_NOBODY = { ip: null, metadata: { registration: 'unused' } } as const;

export interface UnusedRegistrationsParts {
  readonly stores: { readonly registrations: RegistrationReader };
  readonly writer: ChangeWriter<ClientTransaction>;
  readonly bound: TokenLifetimeBound;
  readonly lifetimeMs: number;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/**
 * Deletes clients that registered themselves and were never heard of again, so that they do not take the places of others
 * (`registration.maxClients`). The first use of a secret is in the store within two seconds, and a client whose use is not
 * there yet can register once more.
 */
export class UnusedRegistrations {
  private dueAt = Number.NEGATIVE_INFINITY;
  private running: Promise<void> | undefined;

  constructor(private readonly parts: UnusedRegistrationsParts) {}

  /** Looks every ten minutes, whenever it is called. Never rejects; a call that comes while another is at work is that one. */
  tend(): Promise<void> {
    if (this.running === undefined && this.parts.clock.monotonic() >= this.dueAt) {
      this.dueAt = this.parts.clock.monotonic() + INTERVAL_MS;
      this.running = this.purge()
        .catch((error: unknown) => this.parts.onError(error))
        .finally(() => {
          this.running = undefined;
        });
    }
    return this.running ?? Promise.resolve();
  }

  /** Resolves when nothing is at work any more. */
  async stop(): Promise<void> {
    this.dueAt = Number.POSITIVE_INFINITY;
    await this.running;
  }

  private async purge(): Promise<void> {
    const { stores, lifetimeMs } = this.parts;
    const found = await stores.registrations.unused(lifetimeMs, BATCH);
    for (const clientId of found) await this.delete(clientId);
    // The rest goes with the next call: no backlog may hold the loop.
    if (found.length === BATCH) this.dueAt = Number.NEGATIVE_INFINITY;
  }

  private delete(clientId: string): Promise<void> {
    const { writer, bound } = this.parts;
    return writer.write(async (tx) => {
      const found = await tx.clients.lock(clientId);
      if (found === null || !isUntouched(found)) return { result: undefined, changes: [], denials: [] };
      return deleteClient(tx, found, bound, BY_NOBODY);
    });
  }
}

/** Another process may have deleted it and its id be taken anew, or it was used or changed a moment ago. */
const isUntouched = ({ client, secrets }: ClientWithSecrets): boolean =>
  client.updatedAt.getTime() === client.createdAt.getTime() &&
  secrets.length === 1 &&
  secrets.every(
    (secret) => secret.lastUsedAt === null && secret.createdAt.getTime() === client.createdAt.getTime(),
  );

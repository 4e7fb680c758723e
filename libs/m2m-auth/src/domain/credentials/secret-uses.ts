import type { SecretUseStore } from './secret-use-store.js';
import { temporarilyUnavailable } from '../../oauth/errors.js';
import type { Clock } from '../../oauth/ports/clock.js';

const WRITE_INTERVAL_MS = 60_000;
const RETRY_MS = 5_000;
const BATCH = 1_000;
const DEFAULT_MAX_SECRETS = 100_000;

const TOO_MANY = temporarilyUnavailable({
  detail: 'more secrets are in use than this process keeps account of; their lastUsedAt may stay behind',
});

/** Times of the steady clock. Numbers that are written in place: noting another use allocates nothing. */
interface Use {
  usedAt: number;
  /** The use that the store knows of. */
  writtenUse: number;
  writtenAt: number;
}

interface DueUse {
  readonly secretId: string;
  readonly use: Use;
  /** As of now; the use itself may go on while this one is being written. */
  readonly usedAt: number;
}

export interface SecretUsesOptions {
  readonly store: SecretUseStore;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
  readonly maxSecrets?: number;
}

/**
 * When each secret was last used, so that an administrator can see when the old one of a rotation is not needed any
 * more. Noted in memory by whoever authenticates a client, and written behind their backs: a use after a minute's rest
 * with the next {@link tend}, further ones once a minute. A process that is killed forgets what it has not written.
 */
export class SecretUses {
  private readonly uses = new Map<string, Use>();
  private readonly maxSecrets: number;
  private running: Promise<void> | undefined;
  private retryAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: SecretUsesOptions) {
    this.maxSecrets = options.maxSecrets ?? DEFAULT_MAX_SECRETS;
  }

  /** How many secrets are kept account of: those used in the last minute or two. */
  get size(): number {
    return this.uses.size;
  }

  /** The secret has just authenticated its client. Called for every token, so it neither waits nor allocates. */
  note(secretId: string): void {
    const now = this.options.clock.monotonic();
    const use = this.uses.get(secretId);
    if (use !== undefined) use.usedAt = now;
    else this.remember(secretId, now);
  }

  /** Writes what is due. Never rejects; a call that comes while another is at work is that one. */
  tend(): Promise<void> {
    if (this.options.clock.monotonic() < this.retryAt) return this.running ?? Promise.resolve();
    return this.begin(WRITE_INTERVAL_MS);
  }

  /** Writes everything, once. What fails then is lost. */
  async stop(): Promise<void> {
    await this.running;
    await this.begin(0);
  }

  private remember(secretId: string, usedAt: number): void {
    if (this.uses.size >= this.maxSecrets) {
      this.options.onError(TOO_MANY);
      return;
    }
    const { NEGATIVE_INFINITY } = Number;
    this.uses.set(secretId, { usedAt, writtenUse: NEGATIVE_INFINITY, writtenAt: NEGATIVE_INFINITY });
  }

  private begin(intervalMs: number): Promise<void> {
    this.running ??= this.write(this.due(intervalMs)).finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  /** What has been used since it was written, that long ago or more. Forgets what has rested for as long. */
  private due(intervalMs: number): readonly DueUse[] {
    const now = this.options.clock.monotonic();
    const due: DueUse[] = [];
    for (const [secretId, use] of this.uses) {
      if (now - use.writtenAt < intervalMs) continue;
      if (use.usedAt > use.writtenUse) due.push({ secretId, use, usedAt: use.usedAt });
      else this.uses.delete(secretId);
    }
    return due;
  }

  private async write(due: readonly DueUse[]): Promise<void> {
    try {
      for (let from = 0; from < due.length; from += BATCH) {
        await this.writeBatch(due.slice(from, from + BATCH));
      }
    } catch (error) {
      this.retryAt = this.options.clock.monotonic() + RETRY_MS;
      this.options.onError(error);
    }
  }

  private async writeBatch(batch: readonly DueUse[]): Promise<void> {
    const { clock, store } = this.options;
    const now = clock.monotonic();
    const uses = batch.map(({ secretId, usedAt }) => ({ secretId, agoMs: now - usedAt }));
    const held = new Set(await store.recordSecretUses(uses));
    for (const { secretId, use, usedAt } of batch) {
      if (held.has(secretId)) continue;
      use.writtenUse = usedAt;
      use.writtenAt = now;
    }
  }
}

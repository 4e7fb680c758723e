import type { Clock } from '../../oauth/ports/clock.js';
import type { LiveToken, LiveTokenRegister } from '../../domain/revocation/live-token-register.js';

const TOKENS_PER_CLIENT = 1_000;
const TOKENS_IN_ALL = 100_000;

/** The newest live tokens of each client in a map; clients that were longest without one make room. */
export class MemoryLiveTokenRegister implements LiveTokenRegister {
  private readonly clients = new Map<string, LiveToken[]>();
  private total = 0;

  constructor(
    private readonly clock: Clock,
    private readonly maxTotal = TOKENS_IN_ALL,
  ) {}

  record(clientId: string, token: LiveToken): void {
    const tokens = this.take(clientId);
    tokens.push(token);
    // Cut in bulk: shifting a full array at every token would move a thousand entries each time.
    const kept = tokens.length >= 2 * TOKENS_PER_CLIENT ? tokens.slice(-TOKENS_PER_CLIENT) : tokens;
    this.put(clientId, kept);
    for (const oldest of this.clients.keys()) {
      if (this.total <= this.maxTotal || oldest === clientId) break;
      this.take(oldest);
    }
  }

  list(clientId: string): Promise<readonly LiveToken[]> {
    const now = this.clock.now();
    const live = (this.clients.get(clientId) ?? []).filter((token) => token.expiresAt.getTime() > now);
    live.sort((a, b) => b.issuedAt.getTime() - a.issuedAt.getTime());
    return Promise.resolve(live.slice(0, TOKENS_PER_CLIENT));
  }

  forget(clientId: string, jti?: string): void {
    const tokens = this.take(clientId);
    if (jti !== undefined)
      this.put(
        clientId,
        tokens.filter((token) => token.jti !== jti),
      );
  }

  private take(clientId: string): LiveToken[] {
    const tokens = this.clients.get(clientId) ?? [];
    this.clients.delete(clientId);
    this.total -= tokens.length;
    return tokens;
  }

  private put(clientId: string, tokens: LiveToken[]): void {
    if (tokens.length === 0) return;
    this.clients.set(clientId, tokens);
    this.total += tokens.length;
  }
}

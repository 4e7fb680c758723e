import { setTimeout as pause } from 'node:timers/promises';
import type { RegisteredClient } from '../../e2e/support/admin.js';
import type { LoadToken, Traffic } from './traffic.js';

/** Between two requests of one worker. */
const PAUSE_MS = 50;
const LIVE_TOKENS = 20;
const REVOKED_AT_FIRST = 10;
/** Tokens that wait to be revoked; more are not kept. */
const SPARE_LIMIT = 200;

/** How many workers do the same beside each other. */
export interface LoadShape {
  readonly live: number;
  readonly revoked: number;
  readonly issue: number;
}

/** Of each that needs a store as many at every server as a breaker waits for before it opens. */
const SHAPE: LoadShape = { live: 12, revoked: 6, issue: 2 };

/** Mixed requests to every server: live and revoked tokens, new tokens, revocations, and routes that need nothing. */
export class Load {
  readonly live: LoadToken[] = [];
  readonly revoked: LoadToken[] = [];
  private readonly spare: LoadToken[] = [];
  private readonly workers: Promise<void>[] = [];
  private turn = 0;
  private choice = 0;
  private stopped = false;

  private constructor(
    private readonly traffic: Traffic,
    private readonly clients: readonly RegisteredClient[],
  ) {}

  /** Makes its first tokens and begins. */
  static async start(
    traffic: Traffic,
    clients: readonly RegisteredClient[],
    given: Partial<LoadShape> = {},
  ): Promise<Load> {
    const shape = { ...SHAPE, ...given };
    const load = new Load(traffic, clients);
    await load.fill();
    load.run(shape.live, () => load.guard(load.live));
    load.run(shape.revoked, () => load.guard(load.revoked));
    load.run(shape.issue, () => load.issue());
    load.run(1, () => load.revokeNext());
    load.run(1, () => load.openRoutes());
    return load;
  }

  /** Ends when every request that is under way has its answer. */
  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.workers);
  }

  /** A fresh token is made and ended on one server, and refused on every one: the whole service, in one answer. */
  async serves(server: number): Promise<boolean> {
    const [alive] = this.live;
    const [client] = this.clients;
    if (alive === undefined || client === undefined) throw new Error('the load has not begun');
    if ((await this.traffic.guard(server, alive)) !== 200) return false;
    const token = await this.traffic.issue(server, client);
    return token !== undefined && (await this.revoke(server, token));
  }

  /** Every token that was ever revoked with an acknowledgement, at every server, as it is answered now. */
  async statusesOfRevoked(): Promise<number[]> {
    return this.everywhere(this.revoked);
  }

  async statusesOfLive(): Promise<number[]> {
    return this.everywhere(this.live);
  }

  private async everywhere(tokens: readonly LoadToken[]): Promise<number[]> {
    const statuses: number[] = [];
    for (const token of tokens) {
      for (let server = 0; server < this.traffic.serverCount; server += 1) {
        statuses.push(await this.traffic.guard(server, token));
      }
    }
    return statuses;
  }

  private async fill(): Promise<void> {
    for (let made = 0; made < LIVE_TOKENS + REVOKED_AT_FIRST; made += 1) {
      const token = await this.traffic.issue(this.nextServer(), this.nextClient());
      if (token === undefined) throw new Error('no token before the fault');
      if (made < LIVE_TOKENS) this.live.push(token);
      else await this.revoke(this.nextServer(), token);
    }
  }

  private async guard(tokens: readonly LoadToken[]): Promise<void> {
    const token = this.pick(tokens);
    if (token !== undefined) await this.traffic.guard(this.nextServer(), token);
  }

  private async issue(): Promise<void> {
    const token = await this.traffic.issue(this.nextServer(), this.nextClient());
    if (token !== undefined && this.spare.length < SPARE_LIMIT) this.spare.push(token);
  }

  private async revokeNext(): Promise<void> {
    const token = this.spare.shift();
    if (token === undefined) return;
    if (!(await this.revoke(this.nextServer(), token))) this.spare.push(token);
  }

  /** What is acknowledged is asked for at once, where a late refusal would show. */
  private async revoke(server: number, token: LoadToken): Promise<boolean> {
    if ((await this.traffic.revoke(server, token)) !== 204) return false;
    this.revoked.push(token);
    const servers = Array.from({ length: this.traffic.serverCount }, (_, index) => index);
    await Promise.all(servers.map((other) => this.traffic.guard(other, token)));
    return true;
  }

  private async openRoutes(): Promise<void> {
    await this.traffic.open(this.nextServer(), '/.well-known/jwks.json');
    await this.traffic.open(this.nextServer(), '/health/live');
  }

  private run(count: number, work: () => Promise<void>): void {
    const loop = async (): Promise<void> => {
      while (!this.stopped) {
        await work();
        await pause(PAUSE_MS);
      }
    };
    for (let worker = 0; worker < count; worker += 1) this.workers.push(loop());
  }

  private nextServer(): number {
    this.turn += 1;
    return this.turn % this.traffic.serverCount;
  }

  private nextClient(): RegisteredClient {
    const client = this.pick(this.clients);
    if (client === undefined) throw new Error('the load has no clients');
    return client;
  }

  /** Apart from the turn of the servers, so that everything meets every server. */
  private pick<T>(list: readonly T[]): T | undefined {
    this.choice += 1;
    return list[this.choice % list.length];
  }
}

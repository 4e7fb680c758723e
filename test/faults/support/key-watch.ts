import { setTimeout as pause } from 'node:timers/promises';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { eventually } from '../../shared-state/support/eventually.js';
import type { FaultLab } from './fault-lab.js';
import { History } from './history.js';
import { report } from './report.js';
import { Traffic, type LoadToken } from './traffic.js';

const PAUSE_MS = 20;
const VERIFIERS = 4;
/** Tokens that are asked for again and again as long as they live; the newest of them most often. */
const KEPT = 2_000;
/** A token so close to its end may be dead when it arrives, by another clock's reckoning. In milliseconds. */
const MARGIN_MS = 2_000;

interface WatchedToken extends LoadToken {
  readonly kid: string;
  readonly expiresAt: number;
}

/** Issues tokens at every server and shows all of them to all others while keys change, and looks for each token's key in every key set. */
export class KeyWatch {
  private readonly history = new History();
  private readonly traffic: Traffic;
  private readonly signed = new Set<string>();
  private readonly lacking = new Set<string>();
  private readonly workers: Promise<void>[] = [];
  private tokens: WatchedToken[] = [];
  private turn = 0;
  private stopped = false;

  private constructor(private readonly lab: FaultLab) {
    this.traffic = new Traffic(lab.servers, this.history);
  }

  static async start(lab: FaultLab): Promise<KeyWatch> {
    const watch = new KeyWatch(lab);
    await watch.issue();
    watch.run(() => watch.issue());
    for (let verifier = 0; verifier < VERIFIERS; verifier += 1) watch.run(() => watch.verify());
    return watch;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.workers);
    this.traffic.close();
  }

  /** How many keys have signed. */
  get kids(): number {
    return this.signed.size;
  }

  get problems(): string[] {
    const failed = this.history.count('guard', 503) + this.history.count('issue', 503);
    return [
      ...this.history.violations,
      ...[...this.lacking].map((kid) => `a key set lacks ${kid}, which signed a live token`),
      ...(failed > 0 ? [`${failed} times 503, although nothing was away`] : []),
    ];
  }

  report(fault: string): void {
    report(fault, this.history, {});
    process.stdout.write(`  ${this.kids} keys\n`);
  }

  async activeKid(): Promise<string> {
    const rows = await this.lab.postgres.query<{ kid: string }>(
      "SELECT kid FROM m2m_signing_keys WHERE state = 'active'",
    );
    return String(rows[0]?.kid);
  }

  /** Whether every server comes to sign with a key. */
  async signsEverywhere(kid: string): Promise<boolean> {
    const signing = async (server: number): Promise<boolean> => (await this.issueAt(server))?.kid === kid;
    const all = this.lab.servers.map((_, server) => eventually(() => signing(server), true));
    return (await Promise.all(all)).every(Boolean);
  }

  private async issue(): Promise<void> {
    for (let server = 0; server < this.traffic.serverCount; server += 1) {
      const token = await this.issueAt(server);
      if (token === undefined) continue;
      const sets = this.lab.servers.map((_, other) => this.traffic.publishedKids(other));
      for (const kids of await Promise.all(sets)) if (!kids.has(token.kid)) this.lacking.add(token.kid);
    }
  }

  private async issueAt(server: number): Promise<WatchedToken | undefined> {
    const [client] = this.lab.clients;
    const issued = client && (await this.traffic.issue(server, client));
    if (issued === undefined) return undefined;
    const kid = String(decodeProtectedHeader(issued.text).kid);
    const token = { ...issued, kid, expiresAt: Number(decodeJwt(issued.text).exp) * 1_000 };
    this.signed.add(kid);
    this.tokens = [...this.tokens.slice(1 - KEPT), token];
    return token;
  }

  private async verify(): Promise<void> {
    this.turn += 1;
    const alive = this.tokens.filter(({ expiresAt }) => expiresAt - MARGIN_MS > Date.now());
    const token = this.turn % 2 === 0 ? alive.at(-1) : alive[(this.turn * 7) % alive.length];
    if (token !== undefined) await this.traffic.guard(this.turn % this.traffic.serverCount, token);
  }

  private run(work: () => Promise<void>): void {
    const loop = async (): Promise<void> => {
      while (!this.stopped) {
        await work();
        await pause(PAUSE_MS);
      }
    };
    this.workers.push(loop());
  }
}

import { KeepAliveClient } from '../../faults/support/keep-alive-client.js';
import type { RegisteredClient } from '../../e2e/support/admin.js';
import type { ServerProcess } from './server-process.js';

const TICK_MS = 10;
/** A machine that cannot keep up is asked less, not buried. */
const MOST_UNDER_WAY = 32;

/** What a token request of the fleet came to. */
export interface FleetAnswer {
  readonly status: number;
  /** Which instance asked, and with which secret. */
  readonly instance: number;
  readonly clientSecret: string;
  readonly failure?: string;
}

/**
 * Several instances of one client, which together ask for so many tokens a second, of every server in turn, as long as
 * the machine keeps up. Each instance has its own configuration, as after a deployment that is half done.
 */
export class ClientFleet {
  readonly answers: FleetAnswer[] = [];
  private readonly secrets: string[];
  private readonly connections: readonly KeepAliveClient[];
  private readonly underWay = new Set<Promise<void>>();
  private readonly startedAt = performance.now();
  private readonly timer: NodeJS.Timeout;
  /** Counted as if all that were due had been sent. */
  private sent = 0;

  constructor(
    servers: readonly ServerProcess[],
    private readonly client: RegisteredClient,
    instances: number,
    private readonly perSecond: number,
  ) {
    this.connections = servers.map(({ url }) => new KeepAliveClient(url));
    this.secrets = Array.from({ length: instances }, () => client.clientSecret);
    this.timer = setInterval(() => this.catchUp(), TICK_MS);
  }

  get failures(): readonly FleetAnswer[] {
    return this.answers.filter(({ status }) => status !== 200);
  }

  /** Gives an instance another secret, which it uses from its next request on. */
  deploy(instance: number, clientSecret: string): void {
    this.secrets[instance] = clientSecret;
  }

  /** Ends when every request has its answer. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all(this.underWay);
    for (const connection of this.connections) connection.close();
  }

  private catchUp(): void {
    const due = Math.floor(((performance.now() - this.startedAt) * this.perSecond) / 1_000);
    while (this.sent < due && this.underWay.size < MOST_UNDER_WAY) {
      const turn = this.sent;
      this.sent += 1;
      const asking = this.ask(turn).finally(() => this.underWay.delete(asking));
      this.underWay.add(asking);
    }
    this.sent = due;
  }

  private async ask(turn: number): Promise<void> {
    const instance = turn % this.secrets.length;
    // Every instance asks every server.
    const connection = this.connections[Math.floor(turn / this.secrets.length) % this.connections.length];
    const clientSecret = this.secrets[instance] ?? '';
    if (connection === undefined) throw new RangeError('a fleet needs a server');
    const credentials = Buffer.from(`${this.client.clientId}:${clientSecret}`).toString('base64');
    const { status, failure } = await connection.ask({
      method: 'POST',
      path: '/auth/token',
      headers: {
        authorization: `Basic ${credentials}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    });
    this.answers.push({ status, instance, clientSecret, failure });
  }
}

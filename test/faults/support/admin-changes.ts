import { setTimeout as pause } from 'node:timers/promises';
import type { RegisteredClient } from '../../e2e/support/admin.js';
import type { ServerProcess } from '../../processes/support/server-process.js';
import { call, type Answer } from '../../server/support/api.js';
import type { PostgresServer } from '../../support/postgres-server.js';

const PAUSE_MS = 50;
const NEW_CLIENT = { name: 'Made in a fault', scopes: ['reports:read'] };

/** Makes clients, gives them secrets and rotates keys while something breaks, and remembers what was acknowledged. */
export class AdminChanges {
  readonly secrets: RegisteredClient[] = [];
  readonly kids: string[] = [];
  /** Answers that should not have been. */
  readonly wrong: string[] = [];
  private readonly workers: Promise<void>[];
  private stopped = false;

  /** @param rotator a server that rotates its keys at once. */
  constructor(
    private readonly admin: ServerProcess,
    private readonly rotator: ServerProcess,
  ) {
    this.workers = [this.loop(() => this.addSecret()), this.loop(() => this.rotate())];
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.workers);
  }

  /** What was acknowledged and is not so at a database, in words. */
  async missingFrom(postgres: PostgresServer): Promise<string[]> {
    const found: string[] = [];
    for (const secret of this.secrets) {
      const { status } = await this.admin.token(secret);
      if (status !== 200) found.push(`a secret that was acknowledged is answered ${status}`);
    }
    const signed = await postgres.query<{ kid: string }>(
      "SELECT kid FROM m2m_signing_keys WHERE state IN ('active', 'retiring')",
    );
    for (const kid of this.kids) {
      if (!signed.some((key) => key.kid === kid)) found.push('a rotation that was acknowledged is undone');
    }
    const active = await postgres.query("SELECT 1 FROM m2m_signing_keys WHERE state = 'active'");
    if (active.length !== 1) found.push(`${active.length} signing keys are active`);
    return found;
  }

  /** Two of each client, for none may have many. */
  private async addSecret(): Promise<void> {
    const created = await this.ask<RegisteredClient>(this.admin, '/oauth-clients', NEW_CLIENT);
    if (created.status !== 201) return this.mustBe(503, created.status, 'a new client');
    const { clientId, clientSecret } = created.body;
    this.secrets.push({ clientId, clientSecret });
    const added = await this.ask<RegisteredClient>(this.admin, `/oauth-clients/${clientId}/secrets`);
    if (added.status !== 201) return this.mustBe(503, added.status, 'a new secret');
    this.secrets.push({ clientId, clientSecret: added.body.clientSecret });
  }

  private async rotate(): Promise<void> {
    const { status, body } = await this.ask<{ kid: string; state: string }>(
      this.rotator,
      '/signing-keys/rotate',
    );
    if (status !== 200) return this.mustBe(503, status, 'a rotation');
    if (body.state === 'active') this.kids.push(body.kid);
  }

  private mustBe(expected: number, status: number, what: string): void {
    if (status !== expected) this.wrong.push(`${what} was answered ${status}`);
  }

  private ask<Body>(server: ServerProcess, path: string, body: object = {}): Promise<Answer<Body>> {
    return call<Body>(server, 'POST', path, body);
  }

  private async loop(work: () => Promise<void>): Promise<void> {
    while (!this.stopped) {
      await work();
      await pause(PAUSE_MS);
    }
  }
}

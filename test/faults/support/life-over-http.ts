import type { ServerProcess } from '../../processes/support/server-process.js';
import { call, reports } from '../../server/support/api.js';
import { eventually } from '../../shared-state/support/eventually.js';
import type { ClientLives, ClientOfLife, Progress, SecretOfLife } from './client-lives.js';

/** What was carried out without an answer is known to every process by then: the loop runs each second. */
const TAKEN_UP_WITHIN_MS = 5_000;

/** Asks servers whether clients are as their operators were told, and counts the questions. */
export class LifeOverHttp {
  readonly violations: string[] = [];
  checks = 0;
  checksOfEnded = 0;
  /** Operations without an answer that were carried out. */
  done = 0;

  /** @param audit what was carried out, as the audit has it. */
  constructor(
    private readonly servers: readonly ServerProcess[],
    private readonly audit: ReadonlySet<string>,
  ) {}

  async check(lives: ClientLives): Promise<void> {
    for (const { clientIds, progress } of lives.imports) {
      this.truth(progress, 'oauth.client.imported', clientIds[0] ?? '');
    }
    for (const client of lives.clients) await this.checkClient(client);
  }

  private async checkClient(client: ClientOfLife): Promise<void> {
    const { clientId } = client;
    const created = this.truth(client.creation, 'oauth.client.registered', clientId);
    this.truth(client.addition, 'oauth.client.secret_added', clientId);
    const deleted = this.truth(client.deletion, 'oauth.client.deleted', clientId);
    await this.everywhere(`GET of a client`, created && !deleted ? 200 : 404, false, async (server) => {
      return (await call(server, 'GET', `/oauth-clients/${clientId}`)).status;
    });
    for (const secret of client.secrets) {
      const removed = this.truth(secret.removal, 'oauth.client.secret_removed', clientId);
      const late = client.deletion === 'unanswered' || secret.removal === 'unanswered';
      await this.checkSecret(client, secret, { ended: removed || deleted, late });
    }
  }

  private async checkSecret(
    client: ClientOfLife,
    { clientSecret, token }: SecretOfLife,
    { ended, late }: { ended: boolean; late: boolean },
  ): Promise<void> {
    const expected = ended ? 401 : 200;
    const what = `of a secret (removal ${late ? 'unanswered' : 'settled'}, deletion ${client.deletion})`;
    await this.everywhere(`a token request ${what}`, expected, late, async (server) => {
      return (await server.token({ clientId: client.clientId, clientSecret })).status;
    });
    if (token === null) return;
    await this.everywhere(`a token ${what}`, expected, late, (server) => reports(server.url, token.text));
  }

  /** Whether it was carried out; an answer says so, and without one the audit does. */
  private truth(progress: Progress, event: string, clientId: string): boolean {
    const written = this.audit.has(`${event} of ${clientId}`);
    if (progress === 'answered' && !written) this.violations.push(`${event} was answered and is not written`);
    if (progress === 'unanswered' && written) this.done += 1;
    return progress === 'answered' || (progress === 'unanswered' && written);
  }

  private async everywhere(
    what: string,
    expected: number,
    late: boolean,
    ask: (server: ServerProcess) => Promise<number>,
  ): Promise<void> {
    await Promise.all(
      this.servers.map(async (server, index) => {
        this.checks += 1;
        if (expected === 401) this.checksOfEnded += 1;
        const status = late
          ? await eventually(() => ask(server), expected, TAKEN_UP_WITHIN_MS)
          : await ask(server);
        if (status !== expected)
          this.violations.push(`${what} was answered ${status} instead of ${expected} by server ${index}`);
      }),
    );
  }
}

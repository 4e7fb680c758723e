import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { decodeJwt } from 'jose';
import type { ServerProcess } from '../../processes/support/server-process.js';
import { KeepAliveClient, type HttpAnswer } from './keep-alive-client.js';
import type { KillMoment, LifeOperation } from './kill-moment.js';

/** Beside each other, so that a kill meets each of them at another point. */
const WORKERS = 4;
const PAUSE_BETWEEN_ROTATIONS_MS = 100;
const IMPORTED_TOGETHER = 3;
/** Nobody knows a secret that belongs to it, and nobody need. */
const FOREIGN_HASH = `$2b$04$${'a'.repeat(53)}`;

/** How far something that was asked for is known to have come. */
export type Progress = 'not asked' | 'unanswered' | 'answered';

export interface SecretOfLife {
  readonly id: string;
  readonly clientSecret: string;
  /** Of a token that it has obtained; null when the server ended first. */
  readonly token: { readonly text: string; readonly epoch: string } | null;
  removal: Progress;
}

/** What is known of a client from the answers to those who made, changed and deleted it. */
export interface ClientOfLife {
  readonly clientId: string;
  creation: Progress;
  readonly secrets: SecretOfLife[];
  addition: Progress;
  deletion: Progress;
}

interface ImportOfLife {
  readonly clientIds: readonly string[];
  progress: Progress;
}

/** The lives of clients at one server, lived until it ends: made, given a second secret, rid of the first, deleted. */
export class ClientLives {
  readonly clients: ClientOfLife[] = [];
  readonly imports: ImportOfLife[] = [];
  /** Keys that have begun to sign. */
  readonly kids: string[] = [];
  /** Answers that should not have been. */
  readonly wrong: string[] = [];
  answered = 0;
  readonly unanswered: LifeOperation[] = [];
  private readonly connection: KeepAliveClient;
  private ended = false;

  constructor(
    private readonly server: ServerProcess,
    private readonly moment: KillMoment,
  ) {
    this.connection = new KeepAliveClient(server.url);
  }

  /** Resolves when the server answers nobody any more. */
  async untilItEnds(): Promise<void> {
    const workers = Array.from({ length: WORKERS }, (_, worker) => this.live(worker));
    await Promise.all([...workers, this.rotate()]);
    this.connection.close();
  }

  private async live(worker: number): Promise<void> {
    for (let round = worker; !this.ended; round += 1) {
      await this.oneLife(round % 2 === 0);
      if (!this.ended && round % WORKERS === 0) await this.import();
    }
  }

  private async oneLife(ends: boolean): Promise<void> {
    const client = await this.register();
    if (client === null) return;
    const path = `/oauth-clients/${client.clientId}`;
    client.addition = 'unanswered';
    const added = await this.operate('add secret', 'POST', `${path}/secrets`, 201, {});
    if (added === null) return;
    client.addition = 'answered';
    const { id, clientSecret } = JSON.parse(added) as { id: string; clientSecret: string };
    if (!(await this.keep(client, id, clientSecret))) return;
    const [first] = client.secrets;
    if (first === undefined) throw new Error('a client that was registered has a secret');
    first.removal = 'unanswered';
    if ((await this.operate('remove secret', 'DELETE', `${path}/secrets/${first.id}`, 204)) === null) return;
    first.removal = 'answered';
    if (!ends) return;
    client.deletion = 'unanswered';
    if ((await this.operate('delete', 'DELETE', path, 204)) !== null) client.deletion = 'answered';
  }

  private async register(): Promise<ClientOfLife | null> {
    const client: ClientOfLife = {
      clientId: `life-${randomUUID()}`,
      creation: 'unanswered',
      secrets: [],
      addition: 'not asked',
      deletion: 'not asked',
    };
    this.clients.push(client);
    const { clientId } = client;
    const body = { clientId, name: 'Short-lived', scopes: ['reports:read'] };
    const registered = await this.operate('register', 'POST', '/oauth-clients', 201, body);
    if (registered === null) return null;
    client.creation = 'answered';
    const { clientSecret, secrets } = JSON.parse(registered) as {
      clientSecret: string;
      secrets: readonly { id: string }[];
    };
    return (await this.keep(client, secrets[0]?.id ?? '', clientSecret)) ? client : null;
  }

  private async import(): Promise<void> {
    const clientIds = Array.from({ length: IMPORTED_TOGETHER }, () => `life-${randomUUID()}`);
    const entry: ImportOfLife = { clientIds, progress: 'unanswered' };
    this.imports.push(entry);
    const clients = clientIds.map((clientId) => ({
      clientId,
      clientSecretHash: FOREIGN_HASH,
      name: 'Taken over',
      scopes: ['reports:read'],
    }));
    const imported = await this.operate('import', 'POST', '/oauth-clients/imports', 200, { clients });
    if (imported !== null) entry.progress = 'answered';
  }

  private async rotate(): Promise<void> {
    while (!this.ended) {
      const rotated = await this.operate('rotate keys', 'POST', '/signing-keys/rotate', 200, {});
      const { kid, state } = JSON.parse(rotated ?? '{}') as { kid?: string; state?: string };
      if (kid !== undefined && state === 'active') this.kids.push(kid);
      await pause(PAUSE_BETWEEN_ROTATIONS_MS);
    }
  }

  /** Remembers a secret with a token that it obtains; false when it got none. */
  private async keep(client: ClientOfLife, id: string, clientSecret: string): Promise<boolean> {
    const { status, text } = await this.connection.ask({
      method: 'POST',
      path: '/auth/token',
      headers: {
        authorization: `Basic ${Buffer.from(`${client.clientId}:${clientSecret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    });
    const accessToken =
      status === 200 ? (JSON.parse(text) as { access_token: string }).access_token : undefined;
    const token = accessToken ? { text: accessToken, epoch: String(decodeJwt(accessToken).epc) } : null;
    client.secrets.push({ id, clientSecret, token, removal: 'not asked' });
    if (![200, 503, 0].includes(status)) this.wrong.push(`a token request was answered ${status}`);
    return token !== null;
  }

  /** The body of the answer; null when there was none that says anything, or a wrong one. */
  private async operate(
    kind: LifeOperation,
    method: string,
    path: string,
    expected: number,
    body?: object,
  ): Promise<string | null> {
    const headers = { 'x-internal-api-key': this.server.internalApiKey };
    this.moment.began(kind);
    const since = performance.now();
    const answer: HttpAnswer = await this.connection.ask({
      method,
      path,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    this.ended ||= answer.status === 0;
    // Of 503 as little is known as of no answer: a busy machine may be too late with either.
    if (answer.status === 0 || answer.status === 503) {
      this.unanswered.push(kind);
      return null;
    }
    this.answered += 1;
    this.moment.took(kind, performance.now() - since);
    if (answer.status === expected) return answer.text;
    this.wrong.push(`${kind} was answered ${answer.status}: ${answer.text}`);
    return null;
  }
}

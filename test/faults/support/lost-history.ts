import { decodeJwt } from 'jose';
import type { RegisteredClient } from '../../e2e/support/admin.js';
import type { ServerProcess } from '../../processes/support/server-process.js';
import { call, reports } from '../../server/support/api.js';
import type { PostgresServer } from '../../support/postgres-server.js';

/** Creations that are lost, so that the epochs and seq numbers of the lost history are handed out again. */
const LOST_CREATIONS = 10;
const GONE_BACK = /"level":"error"[^\n]*The database has gone back/g;

/** A client of the drill with a token from before. */
interface Holder extends RegisteredClient {
  readonly token: string;
}

/** What administrators did before and after the point to which a database goes back, and what must be true of it then. */
export class LostHistory {
  /** Refused by every server, for good. */
  private readonly refused: string[] = [];
  /** They exist in neither history, or only in the lost one. */
  private readonly gone: RegisteredClient[] = [];
  private readonly eventsBefore: Promise<number>;
  private readonly linesBefore: number;

  private constructor(
    private readonly servers: readonly ServerProcess[],
    postgres: PostgresServer,
    private readonly kept: Holder,
    private readonly ended: Holder,
    private readonly reissued: Holder,
    private readonly deleted: Holder,
  ) {
    this.eventsBefore = timelinesBegun(postgres);
    this.linesBefore = this.lines;
  }

  /** Ends and deletes some of its clients, which the truth that survives will know of. */
  static async begin(servers: readonly ServerProcess[], postgres: PostgresServer): Promise<LostHistory> {
    const holder = (): Promise<Holder> => newHolder(serverOf(servers, 0));
    const [kept, ended, reissued, deleted] = [await holder(), await holder(), await holder(), await holder()];
    const history = new LostHistory(servers, postgres, kept, ended, reissued, deleted);
    await history.eventsBefore;
    const removed = await holder();
    await endTokens(serverOf(servers, 0), ended);
    history.refused.push(ended.token);
    await history.remove(1, removed);
    return history;
  }

  /** Is acknowledged, and will be in the lost history only. */
  async append(): Promise<void> {
    const [first, second] = [serverOf(this.servers, 0), serverOf(this.servers, 1)];
    const single = await tokenOf(second, this.kept);
    await mustBe(204, call(first, 'POST', pathOf(this.kept), { jti: decodeJwt(single).jti }));
    await endTokens(second, this.reissued);
    // The second carries an epoch that is in the lost history only.
    this.refused.push(single, this.reissued.token, await tokenOf(second, this.reissued));
    await mustBe(204, call(first, 'DELETE', `/oauth-clients/${this.deleted.clientId}`));
    this.refused.push(this.deleted.token);
    for (let made = 0; made < LOST_CREATIONS; made += 1) {
      const created = await newHolder(serverOf(this.servers, made % 2));
      this.refused.push(created.token);
      this.gone.push(created);
    }
  }

  /** What is not as it must be, in words; empty once every server knows how it stands. */
  async problems(): Promise<string[]> {
    const found: string[] = [];
    const expect = async (expected: number, answer: Promise<number>, what: string): Promise<void> => {
      const status = await answer;
      if (status !== expected) found.push(`${what} is answered ${status}`);
    };
    const expectations = this.servers.map(async (server, index) => {
      await expect(200, reports(server.url, this.kept.token), `an old good token at server ${index}`);
      const ended = this.refused.map((token) =>
        expect(401, reports(server.url, token), `a token that was ended, at server ${index}`),
      );
      const gone = this.gone.map((client) =>
        expect(401, statusOfRequest(server, client), `a client that is gone, at server ${index}`),
      );
      await Promise.all([...ended, ...gone]);
      for (const client of [this.kept, this.ended, this.reissued]) {
        const { status, accessToken } = await server.token(client);
        if (status !== 200) found.push(`a token request at server ${index} is answered ${status}`);
        for (const other of this.servers) {
          await expect(200, reports(other.url, accessToken), `a fresh token of server ${index}`);
        }
      }
    });
    await Promise.all(expectations);
    return found;
  }

  /** What is ended from now on is refused like what was ended before; `problems` then tells. */
  async goOn(): Promise<void> {
    const [first, second] = [serverOf(this.servers, 0), serverOf(this.servers, 1)];
    const [before, later] = [await tokenOf(first, this.reissued), await newHolder(second)];
    await endTokens(second, this.reissued);
    this.refused.push(before);
    await this.remove(0, later);
    // The lost deletion is made again, as the log asks for.
    const deletedAgain = { ...this.deleted, token: await tokenOf(first, this.deleted) };
    await this.remove(1, deletedAgain);
  }

  /** Ended tokens that are accepted: none from the answer on, while other servers may know a client for another second. */
  async acceptedTokens(): Promise<string[]> {
    return (await this.problems()).filter((problem) => problem.includes('a token that was ended'));
  }

  /** The audit events and the log lines of new timelines since the beginning. */
  async told(postgres: PostgresServer): Promise<{ events: number; lines: number }> {
    const events = (await timelinesBegun(postgres)) - (await this.eventsBefore);
    return { events, lines: this.lines - this.linesBefore };
  }

  private get lines(): number {
    return this.servers.reduce((sum, { log }) => sum + (log.match(GONE_BACK)?.length ?? 0), 0);
  }

  private async remove(server: number, client: Holder): Promise<void> {
    await mustBe(204, call(serverOf(this.servers, server), 'DELETE', `/oauth-clients/${client.clientId}`));
    this.refused.push(client.token);
    this.gone.push(client);
  }
}

const serverOf = (servers: readonly ServerProcess[], index: number): ServerProcess => {
  const server = servers[index];
  if (server === undefined) throw new RangeError(`there is no server ${index}`);
  return server;
};

const pathOf = ({ clientId }: RegisteredClient): string => `/oauth-clients/${clientId}/revoke-tokens`;

const mustBe = async (expected: number, answer: Promise<{ status: number; text: string }>): Promise<void> => {
  const { status, text } = await answer;
  if (status !== expected) throw new Error(`answered ${status} instead of ${expected}: ${text}`);
};

const endTokens = (server: ServerProcess, client: RegisteredClient): Promise<void> =>
  mustBe(204, call(server, 'POST', pathOf(client), {}));

const statusOfRequest = async (server: ServerProcess, client: RegisteredClient): Promise<number> =>
  (await server.token(client)).status;

const tokenOf = async (server: ServerProcess, client: RegisteredClient): Promise<string> => {
  const { status, accessToken } = await server.token(client);
  if (status !== 200) throw new Error(`a token request was answered ${status}`);
  return accessToken;
};

const newHolder = async (server: ServerProcess): Promise<Holder> => {
  const client = await server.register();
  return { ...client, token: await tokenOf(server, client) };
};

const timelinesBegun = async (postgres: PostgresServer): Promise<number> =>
  (await postgres.query("SELECT 1 FROM m2m_audit_events WHERE event = 'oauth.timeline.began'")).length;

import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { childrenOf } from './child-processes.js';
import { freePort } from './free-port.js';

const PATIENCE_MS = 30_000;

interface Installation {
  readonly initdb: string;
  /** Under whom it runs where this process is root, which Postgres refuses. */
  readonly user: { readonly uid: number; readonly gid: number } | null;
}

/** What `npm test` itself starts one from; asked in a process of its own because the scripts are ES modules. */
const installation = (): Installation => {
  const script = ['find-binary', 'unprivileged-user']
    .map((name) => JSON.stringify(pathToFileURL(resolve(`scripts/services/${name}.mjs`)).href))
    .map((url) => `import(${url})`)
    .join(',');
  const print = `Promise.all([${script}]).then(([{ findBinary }, { unprivilegedUser }]) =>
    console.log(JSON.stringify({ initdb: findBinary('initdb'), user: unprivilegedUser() })))`;
  const found = JSON.parse(
    execFileSync(process.execPath, ['-e', print], { encoding: 'utf8' }),
  ) as Installation;
  if (!found.initdb) throw new Error('The fault suite needs the programs of Postgres (initdb, postgres).');
  return found;
};

type Settings = Readonly<Record<string, string>>;

const run = promisify(execFile);

// A machine that goes on running keeps what was written, so a killed process loses nothing without fsync.
const SETTINGS: Settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'off',
  synchronous_commit: 'on',
  max_connections: '60',
};

/** A postgres process of the test's own, on a free port, with a cluster of its own that survives its crashes. */
export class PostgresServer {
  private postmaster: ChildProcess | undefined;

  readonly host = '127.0.0.1';

  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly program: string,
    private readonly user: { uid?: number; gid?: number },
    private readonly settings: Settings,
  ) {}

  /** @param settings of postgresql.conf, beside or instead of the usual ones. */
  static start(settings: Settings = {}): Promise<PostgresServer> {
    const options = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
    return PostgresServer.from('initdb', options, settings);
  }

  /** One that copies another as it writes, and answers reads only, until it is promoted. */
  static startStandbyOf(primary: PostgresServer): Promise<PostgresServer> {
    const options = ['-d', primary.url, '-R', '-X', 'stream', '-c', 'fast', '--no-sync'];
    return PostgresServer.from('pg_basebackup', options, primary.settings);
  }

  /** With the cluster that one of Postgres' programs makes. */
  private static async from(
    maker: 'initdb' | 'pg_basebackup',
    options: readonly string[],
    settings: Settings,
  ): Promise<PostgresServer> {
    const { initdb, user } = installation();
    const programs = dirname(initdb);
    const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
    if (user) chownSync(folder, user.uid, user.gid);
    const server = new PostgresServer(
      await freePort(),
      folder,
      join(programs, 'postgres'),
      user ?? {},
      settings,
    );
    await run(join(programs, maker), ['-D', server.data, ...options], { ...user, cwd: folder });
    await server.boot();
    return server;
  }

  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.port}/postgres`;
  }

  /** A connection of the test's own, to look and to break things. End it. */
  async connect(): Promise<Client> {
    const client = new Client({ connectionString: this.url, connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  async query<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    const client = await this.connect();
    try {
      return (await client.query(sql, parameters)).rows as Row[];
    } finally {
      await client.end();
    }
  }

  /** Starts the process (again) and resolves when it answers, recovery included. */
  async boot(): Promise<void> {
    const settings = Object.entries({ ...SETTINGS, ...this.settings }).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ]);
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      // The remains of the one before it hold the cluster for a moment, and it ends at once.
      if (!this.running) {
        const args = ['-D', this.data, '-p', String(this.port), ...settings];
        this.postmaster = spawn(this.program, args, { ...this.user, cwd: this.folder, stdio: 'ignore' });
      }
      try {
        await this.query('SELECT 1');
        return;
      } catch (error) {
        if (performance.now() > deadline) throw error;
        await pause(50);
      }
    }
  }

  /** Ends the postmaster and every backend as the loss of the machine's power would. */
  async kill(): Promise<void> {
    const { postmaster } = this;
    if (!this.running || postmaster?.pid === undefined) return;
    const exited = once(postmaster, 'exit');
    const family = [postmaster.pid, ...childrenOf(postmaster.pid)];
    for (const pid of family) send(pid, 'SIGKILL');
    await exited;
  }

  /** A backup of what is committed now, as pg_dump takes one beside everybody who works. */
  async dump(): Promise<void> {
    await this.tool('pg_dump', '-Fc', '-f', this.backup, '-d', this.url);
  }

  /** As before a restore: connections are cut, and there is no database until {@link restore}. */
  async dropDatabase(): Promise<void> {
    await this.tool('dropdb', '--force', '--maintenance-db', this.maintenanceUrl, 'postgres');
  }

  /** Puts the last dump into place, as operators are told to: nobody sees half of it. */
  async restore(): Promise<void> {
    await this.tool('createdb', '--maintenance-db', this.maintenanceUrl, 'postgres');
    await this.tool('pg_restore', '--single-transaction', '-d', this.url, this.backup);
  }

  /** Freezes every process of it: connections stay open, new ones are taken by the system, and nothing answers. */
  freeze(): void {
    this.signal('SIGSTOP');
  }

  thaw(): void {
    this.signal('SIGCONT');
  }

  async stop(): Promise<void> {
    this.thaw();
    await this.kill();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private async tool(name: string, ...args: readonly string[]): Promise<void> {
    await run(join(dirname(this.program), name), args, { ...this.user, cwd: this.folder });
  }

  private get backup(): string {
    return join(this.folder, 'backup.dump');
  }

  private get maintenanceUrl(): string {
    return this.url.replace(/postgres$/, 'template1');
  }

  private get data(): string {
    return join(this.folder, 'data');
  }

  private get running(): boolean {
    const { postmaster } = this;
    return postmaster !== undefined && postmaster.exitCode === null && postmaster.signalCode === null;
  }

  private signal(signal: NodeJS.Signals): void {
    const pid = this.postmaster?.pid;
    if (!this.running || pid === undefined) return;
    // The postmaster first, so that it starts nobody in between.
    send(pid, signal);
    for (const child of childrenOf(pid)) send(child, signal);
  }
}

const send = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
};

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { freePort } from './free-port.js';

/** A redis-server process of the test's own, on a free port, with its data in a folder of its own. */
export class RedisServer {
  private process: ChildProcess | undefined;
  private admin: Redis | undefined;
  private frozen = false;

  readonly host = '127.0.0.1';

  private constructor(
    readonly port: number,
    readonly directory: string,
  ) {}

  static async start(...options: string[]): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), await mkdtemp(join(tmpdir(), 'redis-')));
    await server.boot(...options);
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** A connection for the test itself, to look and to break things. */
  get client(): Redis {
    if (this.admin === undefined) throw new Error('the server is down');
    return this.admin;
  }

  /** Neither killed nor frozen. */
  get running(): boolean {
    return this.admin !== undefined && !this.frozen;
  }

  /** Starts the process (again); its data is whatever `dump.rdb` in its folder holds. Resolves when it answers. */
  async boot(...options: string[]): Promise<void> {
    await this.launch(...options).ping();
  }

  /** The same without the wait: what it answers meanwhile is for the caller to see. */
  launch(...options: string[]): Redis {
    const base = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.directory];
    this.process = spawn('redis-server', [...base, '--save', '', '--appendonly', 'no', ...options], {
      stdio: 'ignore',
    });
    const client = new Redis(this.url, { retryStrategy: () => 20 });
    client.on('error', () => undefined);
    this.admin = client;
    return client;
  }

  /** Ends the process as a crash would. What was not saved is gone. */
  async kill(): Promise<void> {
    this.admin?.disconnect();
    this.admin = undefined;
    const child = this.process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** Freezes the process: connections stay open and nothing answers. */
  freeze(): void {
    this.frozen = true;
    this.process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.frozen = false;
    this.process?.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    this.thaw();
    await this.kill();
    await rm(this.directory, { recursive: true, force: true });
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { registerClient, type ClientInput, type RegisteredClient } from '../../e2e/support/admin.js';
import { MAIN } from './built.js';

export const INTERNAL_API_KEY = 'process-internal-api-key-0123456789abcdef';
export const ISSUER = 'https://auth.example.com';

/** For a start on a busy machine, another process' migrations included. */
const PATIENCE_MS = 45_000;

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Everything that it wrote, to either stream. */
  readonly output: string;
}

/** The built server in a process of its own, as operators run it. */
export class ServerProcess {
  readonly internalApiKey = INTERNAL_API_KEY;
  readonly exited: Promise<Exit>;
  url = '';
  private output = '';

  private constructor(private readonly child: ChildProcess) {
    child.stdout?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.exited = once(child, 'close').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
      output: this.output,
    }));
  }

  /** Starts a process and waits for nothing. @param program Node's arguments. */
  static spawn(environment: Environment, program: readonly string[] = [MAIN]): ServerProcess {
    // Nothing of the machine's own settings but what finds programs and folders.
    const { PATH, HOME, TMPDIR } = process.env;
    const defaults = { NODE_ENV: 'test', HOST: '127.0.0.1', PORT: '0', ISSUER, INTERNAL_API_KEY };
    const limits = { AUTH_TOKEN_THROTTLE_LIMIT: '30000' };
    const env = { PATH, HOME, TMPDIR, ...defaults, ...limits, ...environment } as NodeJS.ProcessEnv;
    return new ServerProcess(spawn(process.execPath, program, { env, stdio: ['ignore', 'pipe', 'pipe'] }));
  }

  /** Starts a process and resolves when it listens. @throws Error with its output when it ends instead */
  static async start(environment: Environment, program?: readonly string[]): Promise<ServerProcess> {
    const server = ServerProcess.spawn(environment, program);
    const lines = createInterface({ input: server.child.stdout as NodeJS.ReadableStream });
    server.url = await new Promise<string>((resolve, reject) => {
      lines.on('line', (line) => {
        const url = /"url":"(http[^"]+)".*"msg":"listening"/.exec(line)?.[1];
        if (url !== undefined) resolve(url);
      });
      void server.exited.then(({ code, output }) => reject(new Error(`Ended with ${code}: ${output}`)));
      const late = (): void => reject(new Error(`Does not listen: ${server.log}`));
      setTimeout(late, PATIENCE_MS).unref();
    });
    return server;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** What it has written so far, to either stream. */
  get log(): string {
    return this.output;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** False once it has ended, for whatever reason. */
  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  /** Ends it in good order. */
  async stop(): Promise<Exit> {
    this.child.kill('SIGTERM');
    return this.exited;
  }

  register(input: ClientInput = {}): Promise<RegisteredClient> {
    return registerClient(this.url, INTERNAL_API_KEY, { scopes: ['reports:read'], ...input });
  }

  /** Status and access token of a token request with Basic authentication. */
  async token(client: RegisteredClient): Promise<{ status: number; accessToken: string; scope: string }> {
    const credentials = Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64');
    const response = await fetch(`${this.url}/auth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${credentials}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    const body = (await response.json()) as { access_token?: string; scope?: string };
    return { status: response.status, accessToken: body.access_token ?? '', scope: body.scope ?? '' };
  }
}

/** A folder that goes away with the test. Call inside `describe`. */
export const temporaryFolders = (): (() => Promise<string>) => {
  const folders: string[] = [];
  afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));
  return async () => {
    const folder = await mkdtemp(join(tmpdir(), 'm2m-process-'));
    folders.push(folder);
    return folder;
  };
};

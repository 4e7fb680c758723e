import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

const LISTENING = /^listening on (\S+)$/m;

/** A compiled application in a process of its own. */
export class RunningApp {
  private constructor(
    private readonly child: ChildProcess,
    readonly origin: string,
  ) {}

  /** @throws with the application's output when it ends before it listens. */
  static async start(script: string, environment: Readonly<Record<string, string>>): Promise<RunningApp> {
    const env = { PATH: process.env['PATH'], NODE_ENV: 'test', ...environment };
    const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const origin = await new Promise<string>((resolve, reject) => {
      const read = (chunk: Buffer): void => {
        output += chunk.toString();
        const found = LISTENING.exec(output)?.[1];
        if (found) resolve(found);
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('error', reject);
      child.once('exit', () => reject(new Error(`${script} ended before it listened\n${output}`)));
    });
    return new RunningApp(child, origin);
  }

  /** Asks it to end, as an orchestrator does. Resolves when it has. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await exited;
  }
}

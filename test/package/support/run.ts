import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The repository's root. */
export const repository = process.cwd();

interface Failure {
  readonly stdout?: string;
  readonly stderr?: string;
}

const execute = promisify(execFile);
const LIMITS = { maxBuffer: 32 * 1_024 * 1_024, timeout: 150_000 };

const runIn = async (directory: string, command: string, args: readonly string[]): Promise<string> => {
  try {
    const { stdout } = await execute(command, args, { cwd: directory, ...LIMITS });
    return stdout;
  } catch (error) {
    // What a compiler or npm found stands on its output, not in the error's message.
    const { stdout = '', stderr = '' } = error as Failure;
    throw new Error(`${command} ${args.join(' ')} failed\n${stdout}\n${stderr}`, { cause: error });
  }
};

/** Runs npm. @returns what it wrote to its standard output. @throws with all its output when it fails. */
export const npm = (directory: string, ...args: string[]): Promise<string> => runIn(directory, 'npm', args);

/** Runs a script of one of the repository's own packages with this Node. */
export const nodeScript = (directory: string, script: string, ...args: string[]): Promise<string> =>
  runIn(directory, process.execPath, [script, ...args]);

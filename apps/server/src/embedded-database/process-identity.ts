import { readFileSync, readlinkSync } from 'node:fs';

/**
 * A process as a lock file names it. The number alone is not enough: it is used again, and in a container it is
 * the same at every start. Each member but the number is null where the system does not tell.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks between boot and the process' start: tells two holders of one number apart. */
  readonly startedAt: string | null;
  /** In which run of which machine, and in which container, the number has a meaning. */
  readonly scope: string | null;
}

export function currentProcess(): ProcessIdentity {
  return { pid: process.pid, startedAt: startTimeOf(process.pid), scope: currentScope() };
}

/** `unknown`: it runs, or ran, where this process cannot look. */
export function stateOf(identity: ProcessIdentity): 'alive' | 'gone' | 'unknown' {
  if (identity.scope !== currentScope()) return 'unknown';
  if (!exists(identity.pid)) return 'gone';
  const startedAt = startTimeOf(identity.pid);
  const isAnother = identity.startedAt !== null && startedAt !== null && identity.startedAt !== startedAt;
  return isAnother ? 'gone' : 'alive';
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and belongs to someone else.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Field 22 of /proc/PID/stat (proc(5)); counted from after the command's name, which may hold spaces. */
function startTimeOf(pid: number): string | null {
  const stat = orNull(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

/** The boot's id and the PID namespace (pid_namespaces(7)). */
function currentScope(): string | null {
  return orNull(() => {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  });
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

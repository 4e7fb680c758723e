import { readFileSync } from 'node:fs';

/** Postgres refuses to run as root. The ids to run it under, or null when this process is not root. */
export function unprivilegedUser() {
  if (process.getuid?.() !== 0) return null;
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const account = accounts.find(([name]) => name === wanted);
    if (account) return { uid: Number(account[2]), gid: Number(account[3]) };
  }
  throw new Error('Postgres refuses to run as root, and there is neither a user postgres nor a user nobody.');
}

// npm sends the signals it gets to the shell that it starts, which would not pass them on: therefore the script `start`
// replaces that shell (`exec`; the second half of the line is for Windows, which has no such command). npm that is
// killed outright, or by SIGHUP, sends nothing at all, and the server would go on holding the port and the data folder.
const INTERVAL_MS = 500;

/** Sends SIGTERM to this process once the npm that started it has gone. */
export function stopWithNpm() {
  if (process.env.npm_lifecycle_event !== 'start') return;
  const npm = process.ppid;
  const timer = setInterval(() => {
    // A process whose parent ends gets another one at once.
    if (process.ppid === npm) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, INTERVAL_MS);
  timer.unref();
}

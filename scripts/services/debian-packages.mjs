import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { findBinary } from './find-binary.mjs';

const POLICY = '/usr/sbin/policy-rc.d';

/** Installs a package where that needs no question: as root on Debian and its kin. Answers whether it is there now. */
export function installDebianPackage(name) {
  const apt = findBinary('apt-get');
  if (apt === null || process.getuid?.() !== 0) return false;
  console.log(`Installing ${name} …`);
  // Debian starts a server as soon as it is installed unless this file forbids it.
  const forbidStart = !existsSync(POLICY);
  if (forbidStart) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  const run = (...args) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    return spawnSync(apt, args, { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  };
  try {
    return run('update', '-q') && run('install', '-y', '-q', '--no-install-recommends', name);
  } finally {
    if (forbidStart) rmSync(POLICY, { force: true });
  }
}

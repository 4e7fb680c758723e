import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LabOptions } from './fault-lab.js';

const HOOKS = pathToFileURL(resolve('scripts/typescript/register.mjs')).href;
const SERVER = resolve('test/faults/support/rotating-issuer.ts');
const NEVER_BY_ITSELF = 90 * 86_400;

/** Servers whose keys rotate by the second. In seconds: how long a key is published before it signs, and how long it signs. */
export const rotating = (
  publishAhead: number,
  interval = NEVER_BY_ITSELF,
): Required<Pick<LabOptions, 'program' | 'environment'>> => ({
  program: ['--import', HOOKS, SERVER],
  environment: { PUBLISH_AHEAD_SECONDS: String(publishAhead), ROTATION_INTERVAL_SECONDS: String(interval) },
});

import type { Redis } from 'ioredis';
import { denialOfMember, type Denial } from '../../domain/changes/denial.js';
import { DENIAL_SLACK_MS } from '../../domain/stores/retention.js';
import type { DenialKeys } from './redis-keys.js';

/** Bounded commands, so that none holds up the guards. */
const SCAN_COUNT = 1_000;

/** Every denial that Redis holds, read in steps. What is added meanwhile is in the truth, for it was committed there first. */
export const recallDenials = async (connection: Redis, { deny }: DenialKeys): Promise<readonly Denial[]> => {
  const denials: Denial[] = [];
  let cursor = '0';
  do {
    const [next, found] = await connection.zscan(deny, cursor, 'COUNT', SCAN_COUNT);
    for (let at = 0; at + 1 < found.length; at += 2)
      denials.push(...denialOfMember(String(found[at]), Number(found[at + 1]) - DENIAL_SLACK_MS));
    cursor = next;
  } while (cursor !== '0');
  return denials;
};

import type { ApiKey } from '../../api-keys/api-key.js';
import type { ApiKeyChanges } from '../../api-keys/api-key-store.js';
import { isSameJson } from './same-json.js';

const MEMBERS = [
  'name',
  'owner',
  'permissions',
  'environment',
  'expiresAt',
] as const satisfies readonly (keyof ApiKeyChanges)[];

type Described = Required<ApiKeyChanges>;

export const hasEnded = ({ expiresAt }: Pick<ApiKey, 'expiresAt'>, now: Date): boolean =>
  expiresAt !== null && expiresAt <= now;

/** What has to change so that a stored key is as described. One that has expired does not come back by it. */
export const apiKeyChanges = (described: Described, stored: ApiKey, now: Date): ApiKeyChanges => {
  const stays = hasEnded(stored, now) && !hasEnded(described, now);
  const changed = MEMBERS.filter(
    (member) =>
      !(member === 'expiresAt' && stays) && !isSameJson(asJson(described[member]), asJson(stored[member])),
  );
  return Object.fromEntries(changed.map((member) => [member, described[member]]));
};

const asJson = (value: unknown): unknown => (value instanceof Date ? value.getTime() : value);

import type { RandomSource } from '../../oauth/ports/random-source.js';
import type { NewStoredApiKey } from './api-key-store.js';
import type { ApiKeyOwner } from './api-key.js';
import { digestOfApiKey, environmentIn, hintOfApiKey } from './api-key-value.js';
import type { NewApiKey } from './new-api-key.js';

/** The row of a new key, under a new id, with the digest in place of the value. */
export const newStoredApiKey = (
  input: NewApiKey,
  value: string,
  random: Pick<RandomSource, 'uuid'>,
): NewStoredApiKey => ({
  id: `api_key_${random.uuid()}`,
  name: input.name,
  owner: ownerOf(input.owner),
  permissions: [...new Set(input.permissions)],
  environment: input.environment ?? environmentIn(value) ?? 'test',
  digest: digestOfApiKey(value),
  hint: hintOfApiKey(value),
  expiresAt: input.expiresAt ?? null,
});

/** Of its own members only: what else an object of the caller's has is not kept. */
const ownerOf = (owner: ApiKeyOwner): ApiKeyOwner =>
  owner.type === 'organization'
    ? { type: owner.type, id: owner.id }
    : { type: owner.type, id: owner.id, organizationId: owner.organizationId };

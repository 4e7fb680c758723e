import type { ApiKeyOwner } from '../../api-keys/api-key.js';
import { newStoredApiKey } from '../../api-keys/new-stored-api-key.js';
import type { NewStoredApiKey } from '../../api-keys/api-key-store.js';
import type { DesiredApiKey, DesiredOrganization } from '../desired-state.js';
import type { PlanContext } from './plan-context.js';

/** The row of a key as the document describes it, with this value. */
export const apiKeyRow = (
  { name, owner, permissions, expiresAt, environment }: DesiredApiKey,
  value: string,
  organizationIds: ReadonlyMap<DesiredOrganization, string>,
  { random }: PlanContext,
): NewStoredApiKey => {
  const organizationId = organizationIds.get(owner.organization);
  if (organizationId === undefined) throw new Error('An API key is planned before its organization.');
  const described = {
    ...{ name, permissions, expiresAt, owner: ownerOf(organizationId, owner.userId) },
    ...(environment !== undefined && { environment }),
  };
  return newStoredApiKey(described, value, random);
};

const ownerOf = (organizationId: string, userId: string | undefined): ApiKeyOwner =>
  userId === undefined
    ? { type: 'organization', id: organizationId }
    : { type: 'user', id: userId, organizationId };

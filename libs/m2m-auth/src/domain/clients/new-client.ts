import type { RandomSource } from '../../oauth/ports/random-source.js';
import type { ClientChanges, NewClient } from './client-store.js';
import { UPDATE_MEMBERS, type ClientRegistration, type ClientUpdate } from './client-input.js';

/** The row of a registration, with the defaults of everything left out. */
export const newClientOf = (input: ClientRegistration, random: RandomSource): NewClient => ({
  id: random.uuid(),
  clientId: input.clientId ?? `client_${random.uuid()}`,
  name: input.name,
  description: input.description ?? null,
  organizationId: input.organizationId ?? null,
  scopes: distinct(input.scopes),
  audiences: distinct(input.audiences ?? []),
  protectedResources: distinct(input.protectedResources ?? []),
  claims: input.claims ?? {},
  grantTypes: distinct(input.grantTypes ?? ['client_credentials']),
  tokenEndpointAuthMethod: input.tokenEndpointAuthMethod ?? null,
  accessTokenTtl: input.accessTokenTtl ?? null,
  isActive: true,
  metadata: input.metadata ?? {},
});

/** The given members of an update, of those that can be changed; lists are sets here as at registration. */
export const clientChangesOf = (changes: ClientUpdate): ClientChanges =>
  Object.fromEntries(
    Object.entries(changes)
      .filter(([name, value]) => value !== undefined && Object.hasOwn(UPDATE_MEMBERS, name))
      .map(([name, value]) => [name, Array.isArray(value) ? distinct(value) : value]),
  );

const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)];

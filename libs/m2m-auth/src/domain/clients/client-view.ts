import type { Client, ClientSecret, ClientWithSecrets } from './client.js';

/** A secret as shown: enough to tell it from others, nothing to authenticate with. */
export interface ClientSecretView {
  readonly id: string;
  readonly hint: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  /** About a minute late at most, by the database's clock. Null: not used yet. */
  readonly lastUsedAt: Date | null;
}

/** A secret, and whether it can go. */
export interface ClientSecretStatus extends ClientSecretView {
  /**
   * True when it has not been used for `secrets.safeToRetireAfterSeconds` while another secret, which stays, has been.
   * What it cannot know of is a caller that asks for a token less often than that.
   */
  readonly safeToRetire: boolean;
}

/** A client as administrators see it. */
export type ClientView = Omit<Client, 'id'> & { readonly secrets: readonly ClientSecretView[] };

export const viewSecret = (secret: ClientSecret): ClientSecretView => ({
  id: secret.id,
  hint: secret.hint,
  createdAt: secret.createdAt,
  expiresAt: secret.expiresAt,
  lastUsedAt: secret.lastUsedAt,
});

/** Built member by member: a column added to the row cannot leak by being there. */
export const viewClient = ({ client, secrets }: ClientWithSecrets): ClientView => ({
  clientId: client.clientId,
  name: client.name,
  description: client.description,
  organizationId: client.organizationId,
  scopes: client.scopes,
  audiences: client.audiences,
  protectedResources: client.protectedResources,
  claims: client.claims,
  grantTypes: client.grantTypes,
  tokenEndpointAuthMethod: client.tokenEndpointAuthMethod,
  accessTokenTtl: client.accessTokenTtl,
  isActive: client.isActive,
  metadata: client.metadata,
  createdAt: client.createdAt,
  updatedAt: client.updatedAt,
  secrets: secrets.filter((secret) => secret.revokedAt === null).map(viewSecret),
});

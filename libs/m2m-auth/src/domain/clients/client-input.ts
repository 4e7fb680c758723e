import type { JsonObject } from '../../oauth/json.js';
import type { KnownMembers } from '../known-members.js';
import type { ClientAuthenticationMethod } from './client.js';

/** What can be said about a client when it is registered. */
export interface ClientRegistration {
  /** `[A-Za-z0-9._-]{1,255}`; made by the server when absent. */
  readonly clientId?: string;
  /** 32 to 128 printable ASCII characters; made by the server when absent, which is better. */
  readonly clientSecret?: string;
  readonly name: string;
  readonly description?: string | null;
  readonly organizationId?: string | null;
  readonly scopes: readonly string[];
  readonly audiences?: readonly string[];
  readonly protectedResources?: readonly string[];
  readonly claims?: JsonObject;
  /** Default `['client_credentials']`. */
  readonly grantTypes?: readonly string[];
  /** Default null: either secret method. */
  readonly tokenEndpointAuthMethod?: ClientAuthenticationMethod | null;
  /** Seconds; may only shorten the server's lifetime. */
  readonly accessTokenTtl?: number | null;
  readonly metadata?: JsonObject;
}

/** What can be changed afterwards. Members left out stay as they are. */
export type ClientUpdate = Partial<Omit<ClientRegistration, 'clientId' | 'clientSecret'>> & {
  /** False ends the client's live tokens at once, everywhere. */
  readonly isActive?: boolean;
};

const CHANGEABLE_MEMBERS = {
  name: true,
  description: true,
  organizationId: true,
  scopes: true,
  audiences: true,
  protectedResources: true,
  claims: true,
  grantTypes: true,
  tokenEndpointAuthMethod: true,
  accessTokenTtl: true,
  metadata: true,
} as const;

export const REGISTRATION_MEMBERS: KnownMembers<ClientRegistration> = {
  ...CHANGEABLE_MEMBERS,
  clientId: true,
  clientSecret: true,
};

export const UPDATE_MEMBERS: KnownMembers<ClientUpdate> = { ...CHANGEABLE_MEMBERS, isActive: true };

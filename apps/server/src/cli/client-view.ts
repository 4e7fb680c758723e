import { fields, table } from './table.js';

/** A secret as the admin endpoints show it. */
export interface SecretView {
  readonly id: string;
  readonly hint: string | null;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly safeToRetire?: boolean;
}

/** A client as the admin endpoints show it. */
export interface ClientView {
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly name: string;
  readonly description: string | null;
  readonly organizationId: string | null;
  readonly scopes: readonly string[];
  readonly audiences: readonly string[];
  readonly protectedResources: readonly string[];
  readonly claims: object;
  readonly grantTypes: readonly string[];
  readonly tokenEndpointAuthMethod: string | null;
  readonly accessTokenTtl: number | null;
  readonly isActive: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly secrets: readonly SecretView[];
}

export const clientTable = (clients: readonly ClientView[]): string =>
  table(clients, [
    ['client id', (client) => client.clientId],
    ['name', (client) => client.name],
    ['organization', (client) => client.organizationId],
    ['active', (client) => client.isActive],
    ['secrets', (client) => client.secrets.length],
    ['scopes', (client) => client.scopes],
  ]);

export const clientText = (client: ClientView): string =>
  [
    fields([
      ['client id', client.clientId],
      ...(client.clientSecret === undefined ? [] : [['client secret', client.clientSecret] as const]),
      ['name', client.name],
      ['description', client.description],
      ['organization', client.organizationId],
      ['active', client.isActive],
      ['scopes', client.scopes],
      ['audiences', client.audiences],
      ['protected resources', client.protectedResources],
      ['claims', client.claims],
      ['grant types', client.grantTypes],
      ['authentication', client.tokenEndpointAuthMethod ?? 'either secret method'],
      ['token lifetime', client.accessTokenTtl === null ? "the server's" : `${client.accessTokenTtl} s`],
      ['registered', client.createdAt],
      ['changed', client.updatedAt],
    ]),
    '',
    secretTable(client.secrets),
    ...(client.clientSecret === undefined ? [] : ['', SHOWN_ONCE]),
  ].join('\n');

export const SHOWN_ONCE = 'Keep the secret now: it is shown only this once.';

export const secretTable = (secrets: readonly SecretView[]): string =>
  table(secrets, [
    ['secret id', (secret) => secret.id],
    ['ends in', (secret) => secret.hint],
    ['made', (secret) => secret.createdAt],
    ['last used', (secret) => secret.lastUsedAt],
    ['expires', (secret) => secret.expiresAt],
    ['safe to retire', (secret) => secret.safeToRetire],
  ]);

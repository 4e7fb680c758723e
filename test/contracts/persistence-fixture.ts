import { randomUUID } from 'node:crypto';
import type { Client } from '../../libs/m2m-auth/src/domain/clients/client.js';
import type { NewClient, NewClientSecret } from '../../libs/m2m-auth/src/domain/clients/client-store.js';
import type { NewStoredApiKey } from '../../libs/m2m-auth/src/domain/api-keys/api-key-store.js';
import type { Persistence } from '../../libs/m2m-auth/src/domain/persistence/persistence.js';

/** A persistence under test, and the one thing that its port cannot do. */
export interface PersistenceFixture {
  readonly persistence: Persistence;
  /** Makes everything that is stored so much older. */
  age(ms: number): Promise<void>;
  close(): Promise<void>;
}

export type FixtureAccess = () => PersistenceFixture;

export const newClient = (overrides: Partial<NewClient> = {}): NewClient => ({
  id: randomUUID(),
  clientId: `client-${randomUUID()}`,
  name: 'Billing',
  description: null,
  organizationId: null,
  scopes: ['reports:read', 'reports:write'],
  audiences: ['https://api.example.com'],
  protectedResources: [],
  claims: { tenant_id: 't-1', nested: { list: [1, null, 'two'] } },
  grantTypes: ['client_credentials'],
  tokenEndpointAuthMethod: null,
  accessTokenTtl: 600,
  isActive: true,
  metadata: { team: 'payments' },
  ...overrides,
});

export const newApiKey = (overrides: Partial<NewStoredApiKey> = {}): NewStoredApiKey => ({
  id: `api_key_${randomUUID()}`,
  digest: `sha256:${randomUUID()}`,
  hint: 'abcd',
  name: 'Nightly export',
  owner: { type: 'organization', id: 'api-keys-a' },
  permissions: ['reports:read', 'reports:write'],
  environment: 'production',
  expiresAt: new Date(1_900_000_000_123),
  ...overrides,
});

export const newSecret = (overrides: Partial<NewClientSecret> = {}): NewClientSecret => ({
  id: randomUUID(),
  hash: `sha256:${randomUUID()}`,
  hint: 'abcd',
  epoch: 1,
  expiresAt: null,
  ...overrides,
});

/** Registers a client as the domain does: one transaction, an epoch, a secret, a change. */
export const register = (persistence: Persistence, client: NewClient = newClient()): Promise<Client> =>
  persistence.transaction(async (tx) => {
    const stored = await tx.clients.insert(client);
    await tx.clients.insertSecret(stored.id, newSecret({ epoch: await tx.nextEpoch() }));
    await tx.record({ changes: [{ kind: 'client', subject: client.clientId }], denials: [] });
    return stored;
  });

/** A moment, a lifetime from now. */
export const inAnHour = (): Date => new Date(Date.now() + 3_600_000);

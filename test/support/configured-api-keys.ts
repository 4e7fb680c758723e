import type { ApiKey } from '../../libs/m2m-auth/src/domain/api-keys/api-key.js';
import { digestOfApiKey } from '../../libs/m2m-auth/src/domain/api-keys/api-key-value.js';
import { acme, fromEnvironment, startConfigured } from './configuration.js';

export const OLD = 'sk_test_given-by-the-environment-and-long-enough';
export const NEW = 'sk_test_another-one-which-is-given-in-its-place';
export const DAY_MS = 86_400_000;

export const ci = (members: object = {}) => ({
  name: 'CI',
  organization: 'Acme',
  permissions: ['reports:read'],
  ...members,
});
export const documentOf = (...apiKeys: object[]) => ({ organizations: [acme], clients: [], apiKeys });
export const withValue = (value: string, members: object = {}) =>
  ci({ value: fromEnvironment(value), ...members });

/** A process, and short words for what is done with API keys of documents in it. */
export const startWithApiKeys = async () => {
  const process = await startConfigured();
  const stored = (value: string): Promise<ApiKey | null> =>
    process.persistence.apiKeys.findForAuthentication(digestOfApiKey(value));
  const all = (): Promise<readonly ApiKey[]> => process.persistence.apiKeys.list({ limit: 100 }, {});
  const remove = (value: string): Promise<unknown> =>
    process.persistence.transaction(async (tx) => {
      const key = await tx.apiKeys.find({ digest: digestOfApiKey(value) });
      return tx.apiKeys.delete(key?.id ?? '');
    });
  const makeByHand = (value: string, organizationId = 'acme') =>
    process.persistence.transaction((tx) =>
      tx.apiKeys.insert({
        id: `api_key_${value}`,
        digest: digestOfApiKey(value),
        hint: null,
        name: 'CI',
        owner: { type: 'organization', id: organizationId },
        permissions: [],
        environment: 'test',
        expiresAt: null,
      }),
    );
  /** What a plan says of keys, as `action: changed`, and then its notes. */
  const planned = async (...given: Parameters<typeof process.apply>) =>
    (await process.apply(...given)).objects
      .filter(({ kind }) => kind === 'api-key')
      .map(({ action, changed, notes }) => [`${action}: ${changed.join()}`, ...notes]);
  const events = async (): Promise<readonly unknown[]> => {
    const rows = await process.persistence.auditEvents.list({ limit: 100 }, {});
    return rows
      .filter(({ event }) => event.startsWith('api_key.'))
      .map(({ event, metadata }) => [event, metadata['source'], metadata['changed']]);
  };
  const footprint = async () => [
    (await process.persistence.revocations.changesAfter(0)).committed,
    (await process.persistence.auditEvents.list({ limit: 100 }, {})).length,
  ];
  return { ...process, stored, all, remove, makeByHand, planned, events, footprint };
};

export type ApiKeysProcess = Awaited<ReturnType<typeof startWithApiKeys>>;

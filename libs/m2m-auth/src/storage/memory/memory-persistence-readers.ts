import { copyOf } from './memory-persistence-copy.js';
import type { Client, ClientSecret, ClientWithSecrets } from '../../domain/clients/client.js';
import type { StoredSigningKey } from '../../domain/keys/signing-key.js';
import { DENIAL_SLACK_MS } from '../../domain/persistence/retention.js';
import type { Clock } from '../../oauth/ports/clock.js';
import { byPlace, pageOf } from './memory-persistence-page.js';
import type { MemoryTables, StoredSecret } from './memory-persistence-tables.js';
import type {
  ClientReader,
  OrganizationReader,
  RevocationReader,
  TransactionContext,
} from '../../domain/persistence/persistence.js';
import { denialMember, membersOf } from '../../domain/revocation/denial.js';

/** Copies, so that what a caller does to an answer stays with the caller. */
export const clientWithSecrets = (
  client: Client,
  secrets: readonly StoredSecret[],
  hashes: 'with-hashes' | 'without-hashes',
): ClientWithSecrets => ({
  client: copyOf(client),
  secrets: secrets
    .filter((secret) => secret.revokedAt === null)
    .sort(byPlace)
    .map(({ clientRowId: _, ...secret }): ClientSecret => {
      const copy = copyOf(secret);
      return hashes === 'with-hashes' ? copy : { ...copy, hash: '' };
    }),
});

/** Keys that are not retired, oldest first. */
export const liveSigningKeys = (keys: Iterable<StoredSigningKey>): StoredSigningKey[] =>
  [...keys]
    .filter((key) => key.state !== 'retired')
    .sort((a, b) => byPlace({ ...a, id: a.kid }, { ...b, id: b.kid }))
    .map((key) => copyOf(key));

/**
 * @throws TypeError when there is a context: nothing here can join somebody else's transaction.
 */
export const refuseContext = (context: TransactionContext | undefined): void => {
  if (context !== undefined) {
    throw new TypeError(
      'The in-memory persistence cannot join a transaction: configure one that can, e.g. typeOrmPersistence().',
    );
  }
};

export const memoryClientReader = (state: MemoryTables): ClientReader => {
  const find = (clientId: string, hashes: 'with-hashes' | 'without-hashes'): ClientWithSecrets | null => {
    const id = state.clientIds.get(clientId);
    const client = id === undefined ? undefined : state.clients.get(id);
    return client === undefined
      ? null
      : clientWithSecrets(client, state.secrets.get(client.id) ?? [], hashes);
  };
  return {
    findForAuthentication: async (clientId) => find(clientId, 'with-hashes'),
    find: async (clientId, context) => {
      refuseContext(context);
      return find(clientId, 'without-hashes');
    },
    list: async (page, { organizationId, isActive }, context) => {
      refuseContext(context);
      const matching = [...state.clients.values()].filter(
        (client) =>
          (organizationId === undefined || client.organizationId === organizationId) &&
          (isActive === undefined || client.isActive === isActive),
      );
      return pageOf(matching, page).map((client) =>
        clientWithSecrets(client, state.secrets.get(client.id) ?? [], 'without-hashes'),
      );
    },
  };
};

export const memoryOrganizationReader = (state: MemoryTables): OrganizationReader => ({
  find: async (id) => copyOf(state.organizations.get(id) ?? null),
  list: async (page) => copyOf(pageOf([...state.organizations.values()], page)),
});

export const memoryRevocationReader = (state: MemoryTables, clock: Clock): RevocationReader => ({
  isDenied: async (token) => membersOf(token).some((member) => state.denials.has(member)),
  changesAfter: async (after) => {
    const truncated = after < state.purgedThrough;
    return {
      changes: truncated
        ? []
        : state.changes
            .filter((change) => change.seq > after)
            .map(({ seq, kind, subject }) => ({ seq, kind, subject })),
      committed: state.counter,
      truncated,
    };
  },
  denialsBetween: async (after, through) =>
    [...state.denials.values()]
      .filter((denial) => denial.seq > after && denial.seq <= through)
      .sort((a, b) => a.seq - b.seq || (denialMember(a) < denialMember(b) ? -1 : 1)),
  snapshotDenials: async () => ({
    denials: [...state.denials.values()].filter(
      (denial) => denial.expiresAt.getTime() > clock.now() - DENIAL_SLACK_MS,
    ),
    seq: state.counter,
  }),
});

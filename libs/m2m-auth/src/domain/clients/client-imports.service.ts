import type { AuditedTransaction } from '../changes/change-store.js';
import type { ClientTransaction } from './client-store.js';
import type { OrganizationTransaction } from '../organizations/organization-store.js';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import type { ChangeWriter } from '../changes/change-writer.js';
import { isImportableHash } from '../credentials/bcrypt-hash.js';
import { ConflictError, InvalidInputError } from '../errors.js';
import { unknownMembers, type KnownMembers } from '../known-members.js';
import type { TransactionContext } from '../stores/transaction-context.js';
import { REGISTRATION_MEMBERS, type ClientRegistration } from './client-input.js';
import { insertClient } from './client-rows.js';
import { clientProblems, missingMembers } from './client-rules.js';
import { newClientOf } from './new-client.js';

/** A transaction stays short, and a request within any body limit. */
export const MAX_IMPORTED_CLIENTS = 100;

/** A client of another system, with the hash of its secret in place of the secret. */
export type ImportedClient = Omit<ClientRegistration, 'clientSecret'> & {
  readonly clientId: string;
  /**
   * Bare bcrypt as other systems store it: `$2a$`, `$2b$` or `$2y$`, cost 4 to 12. The client goes on using the secret it has;
   * the hash is replaced by a better one when it first does.
   */
  readonly clientSecretHash: string;
  /** Default true. */
  readonly isActive?: boolean;
};

export interface ClientImportOptions {
  /** What becomes of a clientId that is registered already: nothing at all is imported, or the others are. Default `refuse`. */
  readonly existing?: 'refuse' | 'skip';
  /** Only look: what would be imported, or every problem; nothing is stored. */
  readonly dryRun?: boolean;
}

/** What an import did, by clientId. */
export interface ClientImportResult {
  readonly imported: readonly string[];
  readonly skipped: readonly string[];
}

/** Takes over clients from another system without anybody having to change a secret. */
export class ClientImportsService {
  constructor(
    private readonly writer: ChangeWriter<ClientTransaction & OrganizationTransaction>,
    private readonly random: RandomSource,
  ) {}

  /**
   * Imports all of the clients or, when anything is wrong, none.
   *
   * @param clients 1 to 100.
   * @throws InvalidInputError naming every problem of every client at once, as `clients[3].scopes …`.
   * @throws ConflictError naming every clientId that is registered already, unless these are to be skipped.
   * @throws DuplicateError when one of them is registered by somebody else at the same time.
   */
  async import(
    clients: readonly ImportedClient[],
    options: ClientImportOptions = {},
    context?: TransactionContext,
  ): Promise<ClientImportResult> {
    const problems = [...importProblems(clients), ...unknownMembers(options, OPTION_MEMBERS)];
    if (problems.length > 0) throw new InvalidInputError(problems);
    return this.writer.write(async (tx) => {
      await requireOrganizations(tx, clients);
      const { fresh, taken } = await this.divide(tx, clients);
      if (taken.length > 0 && options.existing !== 'skip') {
        throw new ConflictError(`Registered already: ${taken.join(', ')}.`);
      }
      const stored = options.dryRun === true ? [] : fresh;
      for (const client of stored) await this.insert(tx, client);
      return {
        result: { imported: fresh.map(({ clientId }) => clientId), skipped: taken },
        changes: stored.map(({ clientId }) => ({ kind: 'client' as const, subject: clientId })),
        denials: [],
      };
    }, context);
  }

  private async divide(
    tx: ClientTransaction & OrganizationTransaction & AuditedTransaction,
    clients: readonly ImportedClient[],
  ): Promise<{ fresh: ImportedClient[]; taken: string[] }> {
    const fresh: ImportedClient[] = [];
    const taken: string[] = [];
    for (const client of clients) {
      if (await tx.clients.lock(client.clientId)) taken.push(client.clientId);
      else fresh.push(client);
    }
    return { fresh, taken };
  }

  private async insert(tx: ClientTransaction & AuditedTransaction, client: ImportedClient): Promise<void> {
    const row = { ...newClientOf(client, this.random), isActive: client.isActive ?? true };
    const secret = { hash: client.clientSecretHash, hint: null };
    const { stored } = await insertClient(tx, row, secret, this.random);
    await tx.audit({
      event: 'oauth.client.imported',
      success: true,
      clientId: stored.clientId,
      organizationId: stored.organizationId,
      ip: null,
      metadata: { scopes: [...stored.scopes] },
    });
  }
}

const importProblems = (clients: readonly ImportedClient[]): string[] => {
  if (!Array.isArray(clients) || clients.length === 0 || clients.length > MAX_IMPORTED_CLIENTS) {
    return [`clients must be an array of 1 to ${MAX_IMPORTED_CLIENTS} clients`];
  }
  const seen = new Set<unknown>();
  return (clients as readonly ImportedClient[]).flatMap((client, index) => {
    if (typeof client !== 'object' || client === null) return [`clients[${index}] must be an object`];
    const problems = [
      ...unknownMembers(client, IMPORT_MEMBERS),
      ...missingMembers(client),
      ...clientProblems(client),
    ];
    if (client.clientId === undefined) problems.push('clientId is required');
    else if (seen.has(client.clientId)) problems.push('clientId stands in the list twice');
    seen.add(client.clientId);
    if (!isImportableHash(client.clientSecretHash)) {
      problems.push(
        'clientSecretHash must be a bcrypt hash that begins with $2a$, $2b$ or $2y$, of cost 4 to 12',
      );
    }
    return problems.map((problem) => `clients[${index}].${problem}`);
  });
};

const { clientSecret: _, ...WITHOUT_SECRET } = REGISTRATION_MEMBERS;

/** Checked here and not by the request's types, so that these problems stand beside all others of all clients. */
const IMPORT_MEMBERS: KnownMembers<ImportedClient> = {
  ...WITHOUT_SECRET,
  clientSecretHash: true,
  isActive: true,
};

const OPTION_MEMBERS: KnownMembers<ClientImportOptions> = { existing: true, dryRun: true };

const requireOrganizations = async (
  tx: OrganizationTransaction,
  clients: readonly ImportedClient[],
): Promise<void> => {
  const problems: string[] = [];
  const known = new Map<string, boolean>();
  for (const [index, { organizationId }] of clients.entries()) {
    if (organizationId === undefined || organizationId === null) continue;
    const exists = known.get(organizationId) ?? (await tx.organizations.exists(organizationId));
    known.set(organizationId, exists);
    if (!exists) problems.push(`clients[${index}].organizationId names no organization`);
  }
  if (problems.length > 0) throw new InvalidInputError(problems);
};

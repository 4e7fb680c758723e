import type { AuditTransaction } from '../audit/audit-event-store.js';
import type { OrganizationTransaction } from '../organizations/organization-store.js';
import type { InitialAccessTokenReader, RegistrationTransaction } from './registration-store.js';
import type { Clock } from '../../oauth/ports/clock.js';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import type { AuditEventName } from '../audit/audit-event-names.js';
import type { ChangeWriter } from '../changes/change-writer.js';
import { hashGeneratedSecret } from '../credentials/generated-secret.js';
import { lastCharacters } from '../credentials/supplied-secret.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.js';
import { pageOf, toPage, type PageOf, type PageRequest } from '../stores/cursor.js';
import { isLookupKey } from '../stores/lookup-key.js';
import type { TransactionContext } from '../stores/transaction-context.js';
import {
  INITIAL_ACCESS_TOKEN,
  viewInitialAccessToken,
  type InitialAccessToken,
  type InitialAccessTokenView,
} from './initial-access-token.js';
import { initialAccessTokenProblems, type NewInitialAccessToken } from './new-initial-access-token.js';
import type { RegistrationPolicy } from './registration-policy.js';

/** A token just made, with its value: the only time that it is shown. */
export type IssuedInitialAccessToken = InitialAccessTokenView & { readonly value: string };

/**
 * The tokens by which clients may register themselves (RFC 7591 §3). Stored as a digest.
 *
 * @example
 * const { value } = await initialAccessTokens.create({ maxUses: 1, scopes: ['reports:read'] });
 */
export class InitialAccessTokensService {
  /** @param policy null where registration is off. */
  constructor(
    private readonly stores: { readonly initialAccessTokens: InitialAccessTokenReader },
    private readonly writer: ChangeWriter<RegistrationTransaction & OrganizationTransaction>,
    private readonly policy: RegistrationPolicy | null,
    private readonly clock: Clock,
    private readonly random: RandomSource,
  ) {}

  /**
   * @throws ConflictError where dynamic registration is off.
   * @throws InvalidInputError naming every problem at once; scopes and audiences beyond the server's own are one.
   */
  async create(
    input: NewInitialAccessToken = {},
    context?: TransactionContext,
  ): Promise<IssuedInitialAccessToken> {
    if (this.policy === null) throw new ConflictError('Dynamic client registration is off.');
    const problems = initialAccessTokenProblems(input, this.policy, this.clock.now());
    if (problems.length > 0) throw new InvalidInputError(problems);
    const value = INITIAL_ACCESS_TOKEN.generate(this.random);
    const organizationId = input.organizationId ?? null;
    return this.writer.write(async (tx) => {
      if (organizationId !== null && !(await tx.organizations.exists(organizationId))) {
        throw new InvalidInputError(['organizationId names no organization']);
      }
      const stored = await tx.initialAccessTokens.insert({
        id: this.random.uuid(),
        digest: hashGeneratedSecret(value),
        hint: lastCharacters(value),
        organizationId,
        scopes: input.scopes ? [...new Set(input.scopes)] : null,
        audiences: input.audiences ? [...new Set(input.audiences)] : null,
        maxUses: input.maxUses ?? null,
        expiresAt: input.expiresAt ?? null,
      });
      await audit(tx, 'oauth.initial_access_token.created', stored.id, stored);
      return { result: { ...viewInitialAccessToken(stored), value }, changes: [], denials: [] };
    }, context);
  }

  /**
   * Tokens in the order in which they were made, also those that have expired or are used up.
   *
   * @throws InvalidInputError when the limit or the cursor is not valid.
   */
  async list(request: PageRequest = {}): Promise<PageOf<InitialAccessTokenView>> {
    const page = toPage(request);
    const rows = await this.stores.initialAccessTokens.list({ ...page, limit: page.limit + 1 });
    return pageOf(rows, page, (row) => row, viewInitialAccessToken);
  }

  /**
   * Nobody can register with it any more; clients that have stay.
   *
   * @throws NotFoundError
   */
  async delete(id: string, context?: TransactionContext): Promise<void> {
    if (!isLookupKey(id)) throw new NotFoundError('initial access token');
    await this.writer.write(async (tx) => {
      const gone = await tx.initialAccessTokens.delete(id);
      if (gone === null) throw new NotFoundError('initial access token');
      await audit(tx, 'oauth.initial_access_token.deleted', id, gone);
      return { result: undefined, changes: [], denials: [] };
    }, context);
  }
}

const audit = (
  tx: AuditTransaction,
  event: AuditEventName,
  initialAccessTokenId: string,
  { organizationId }: InitialAccessToken,
): Promise<void> =>
  tx.audit({
    event,
    success: true,
    clientId: null,
    organizationId,
    ip: null,
    metadata: { initialAccessTokenId },
  });

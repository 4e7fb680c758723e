import type { ClientTransaction } from '../clients/client-store.js';
import type { Clock } from '../../oauth/ports/clock.js';
import { InvalidInputError, NotFoundError } from '../errors.js';
import type { ChangeWriter } from '../changes/change-writer.js';
import type { TransactionContext } from '../stores/transaction-context.js';
import type { LiveTokenRegister } from './live-token-register.js';
import { denialMember, type Denial } from '../changes/denial.js';
import { deathOfLastToken, type TokenLifetimeBound } from '../changes/denials.js';
import { endEpochs } from '../clients/end-epochs.js';

const JTI = /^[\x21-\x7e]{1,255}$/;

const isJti = (value: unknown): boolean => typeof value === 'string' && JTI.test(value);

const denialOf = ({ jti, epoch }: TokenToRevoke, expiresAt: Date): Denial => ({
  kind: 'jti',
  id: jti,
  expiresAt,
  ...(epoch !== undefined && Number.isSafeInteger(epoch) && epoch >= 0 && { epoch }),
});

/** One token to end. */
export interface TokenToRevoke {
  readonly jti: string;
  /** The token's `exp` in seconds since the Unix epoch, where it is known: the denial need not be kept longer. */
  readonly expiresAt?: number;
  /** The token's `epc`, where it is known: the denial need not stand in every shard of a projection. */
  readonly epoch?: number;
}

/**
 * Ends tokens before they expire, everywhere, and for good: a call that has resolved is in the database and is
 * enforced by every guard.
 *
 * @example
 * await revocation.revokeToken('billing', { jti: token.jti, expiresAt: token.expiresAt });
 * await revocation.revokeAllTokens('billing');
 */
export class RevocationService {
  constructor(
    private readonly writer: ChangeWriter<ClientTransaction>,
    private readonly register: LiveTokenRegister | null,
    private readonly bound: TokenLifetimeBound,
    private readonly clock: Clock,
  ) {}

  /**
   * Ends one token.
   *
   * @throws NotFoundError when there is no such client.
   * @throws InvalidInputError when the jti cannot be one.
   * @throws OAuthError `temporarily_unavailable` when it is not yet enforced everywhere; a retry is harmless.
   */
  async revokeToken(clientId: string, token: TokenToRevoke, context?: TransactionContext): Promise<void> {
    if (!isJti(token.jti)) throw new InvalidInputError(['jti must be 1 to 255 printable ASCII characters']);
    await this.writer.write(async (tx) => {
      const found = await tx.clients.lock(clientId);
      if (!found) throw new NotFoundError('client');
      const latest = deathOfLastToken(await tx.now(), this.bound);
      await tx.audit({
        event: 'oauth.token.revoked',
        success: true,
        clientId,
        organizationId: found.client.organizationId,
        ip: null,
        metadata: { jti: token.jti },
      });
      return {
        result: undefined,
        changes: [{ kind: 'denial', subject: denialMember({ kind: 'jti', id: token.jti }) }],
        denials: [denialOf(token, this.expiryOf(token, latest))],
      };
    }, context);
    this.register?.forget(clientId, token.jti);
  }

  /**
   * Ends every token of a client: what was issued to any of its secrets until now. The secrets stay good.
   *
   * @throws NotFoundError when there is no such client.
   * @throws OAuthError `temporarily_unavailable` when it is not yet enforced everywhere; a retry is harmless.
   */
  async revokeAllTokens(clientId: string, context?: TransactionContext): Promise<void> {
    await this.writer.write(async (tx) => {
      const found = await tx.clients.lock(clientId);
      if (!found) throw new NotFoundError('client');
      const denials = await endEpochs(tx, found.secrets, this.bound, { renew: true });
      await tx.audit({
        event: 'oauth.client.tokens_revoked',
        success: true,
        clientId,
        organizationId: found.client.organizationId,
        ip: null,
        metadata: {},
      });
      return { result: undefined, changes: [{ kind: 'client', subject: clientId }], denials };
    }, context);
    this.register?.forget(clientId);
  }

  /** The caller's word, taken from the token itself, may shorten a denial and never lengthen it. */
  private expiryOf(token: TokenToRevoke, latest: Date): Date {
    if (token.expiresAt === undefined || !Number.isFinite(token.expiresAt)) return latest;
    const claimed = (token.expiresAt + this.bound.clockSkewSeconds) * 1_000;
    return new Date(Math.min(Math.max(claimed, this.clock.now()), latest.getTime()));
  }
}

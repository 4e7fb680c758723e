import type { ClientReader, ClientTransaction } from './client-store.js';
import type { AuditTransaction } from '../audit/audit-event-store.js';
import type { Clock } from '../../oauth/ports/clock.js';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import type { AuditEventName } from '../audit/audit-event-names.js';
import type { ChangeWriter } from '../changes/change-writer.js';
import type { SecretPreparer } from '../credentials/secret-preparer.js';
import { isGeneratedHash } from '../credentials/generated-secret.js';
import { ConflictError, NotFoundError, refuseInvalid } from '../errors.js';
import type { TransactionContext } from '../stores/transaction-context.js';
import { endEpochs } from './end-epochs.js';
import { type TokenLifetimeBound } from '../changes/denials.js';
import type { ClientSecret, ClientWithSecrets } from './client.js';
import { viewSecret, type ClientSecretStatus, type ClientSecretView } from './client-view.js';
import {
  newSecretProblems,
  secretUpdateProblems,
  type NewSecret,
  type SecretUpdate,
} from './secret-input.js';
import { isLiveSecret, isSafeToRetire } from './secret-state.js';

export const MAX_LIVE_SECRETS = 5;
/** Expired ones go two days later; this bounds those of a client whose secrets last for minutes. */
const MAX_EXPIRED_SECRETS = 100;

/** A secret just added, with its plaintext if the server made it: the only time that it is shown. */
export type AddedSecret = ClientSecretView & { readonly clientSecret?: string };

/** The several live secrets of a client, by which one is replaced without downtime. */
export class ClientSecretsService {
  constructor(
    private readonly stores: { readonly clients: ClientReader },
    private readonly writer: ChangeWriter<ClientTransaction>,
    private readonly preparer: SecretPreparer,
    private readonly bound: TokenLifetimeBound,
    private readonly clock: Clock,
    private readonly random: RandomSource,
    private readonly safeToRetireAfterMs: number,
  ) {}

  /**
   * Adds a live secret beside the others. With `retireOthersAt` those others expire then, unless they do so earlier;
   * {@link update} takes that back. Tokens that they obtain until then live on to their own `exp`.
   *
   * @throws InvalidInputError, NotFoundError
   * @throws ConflictError when the client has five live secrets, or a live supplied one with the same last four characters.
   */
  async add(clientId: string, input: NewSecret = {}, context?: TransactionContext): Promise<AddedSecret> {
    refuseInvalid([...this.preparerProblems(input), ...newSecretProblems(input, this.clock.now())]);
    const prepared = await this.preparer.prepare(input.clientSecret);
    return this.writer.write(async (tx) => {
      const found = await this.lock(tx, clientId);
      const live = found.secrets.filter((secret) => isLiveSecret(secret, this.clock.now()));
      requireRoom(live.length, found.secrets.length - live.length);
      if (!isGeneratedHash(prepared.hash) && live.some((other) => sharesHint(other, prepared.hint))) {
        throw new ConflictError('A live secret of this client ends in the same four characters.');
      }
      const secret = await tx.clients.insertSecret(found.client.id, {
        id: this.random.uuid(),
        hash: prepared.hash,
        hint: prepared.hint,
        epoch: await tx.nextEpoch(),
        expiresAt: input.expiresAt ?? null,
      });
      const retired = await retire(tx, live, input.retireOthersAt ?? null);
      const retireOthersAt = input.retireOthersAt?.toISOString() ?? null;
      await audit(tx, 'oauth.client.secret_added', found, { secretId: secret.id, retireOthersAt, retired });
      const view = viewSecret(secret);
      return {
        result: prepared.plaintext === null ? view : { ...view, clientSecret: prepared.plaintext },
        changes: [{ kind: 'client', subject: clientId }],
        denials: [],
      };
    }, context);
  }

  /**
   * The live secrets, and those that have expired in the last two days, oldest first.
   *
   * @throws NotFoundError when there is no such client.
   */
  async list(clientId: string, context?: TransactionContext): Promise<readonly ClientSecretStatus[]> {
    const found = await this.stores.clients.find(clientId, context);
    if (!found) throw new NotFoundError('client');
    const secrets = found.secrets.filter((secret) => secret.revokedAt === null);
    return secrets.map((secret) => this.status(secret, secrets));
  }

  /**
   * Gives a live secret another deadline, or none: how a retirement is made, put off or taken back. Tokens that it has
   * obtained live on to their own `exp`. Removing the secret that was to take its place changes no deadline.
   *
   * @throws InvalidInputError, NotFoundError
   * @throws ConflictError when it has expired already: what has ended stays so.
   */
  async update(
    clientId: string,
    secretId: string,
    changes: SecretUpdate,
    context?: TransactionContext,
  ): Promise<ClientSecretStatus> {
    refuseInvalid(secretUpdateProblems(changes, this.clock.now()));
    const { expiresAt } = changes;
    return this.writer.write(async (tx) => {
      const found = await this.lock(tx, clientId);
      const secret = secretOf(found, secretId);
      if (!isLiveSecret(secret, this.clock.now())) {
        throw new ConflictError('The secret has expired and stays so; add another one.');
      }
      await tx.clients.updateSecret(secretId, { expiresAt });
      await audit(tx, 'oauth.client.secret_updated', found, {
        secretId,
        expiresAt: expiresAt?.toISOString() ?? null,
        before: secret.expiresAt?.toISOString() ?? null,
      });
      const changed = { ...secret, expiresAt };
      const all = found.secrets.map((other) => (other === secret ? changed : other));
      return {
        result: this.status(changed, all),
        changes: [{ kind: 'client', subject: clientId }],
        denials: [],
      };
    }, context);
  }

  /**
   * Removes a secret and ends the tokens that were issued to it; those of the client's other secrets live on. Their
   * deadlines stay as they are.
   *
   * @throws NotFoundError
   * @throws OAuthError `temporarily_unavailable` when the end of the tokens is committed but not yet enforced everywhere.
   */
  async remove(clientId: string, secretId: string, context?: TransactionContext): Promise<void> {
    await this.writer.write(async (tx) => {
      const found = await this.lock(tx, clientId);
      const secret = secretOf(found, secretId);
      const denials = await endEpochs(tx, [secret], this.bound, { renew: false });
      await tx.clients.updateSecret(secret.id, { revokedAt: await tx.now() });
      await audit(tx, 'oauth.client.secret_removed', found, { secretId });
      return { result: undefined, changes: [{ kind: 'client', subject: clientId }], denials };
    }, context);
  }

  private async lock(tx: ClientTransaction, clientId: string): Promise<ClientWithSecrets> {
    const found = await tx.clients.lock(clientId);
    if (!found) throw new NotFoundError('client');
    return found;
  }

  private preparerProblems({ clientSecret }: NewSecret): readonly string[] {
    return clientSecret === undefined ? [] : this.preparer.problems(clientSecret);
  }

  private status(secret: ClientSecret, all: readonly ClientSecret[]): ClientSecretStatus {
    const safeToRetire = isSafeToRetire(secret, all, this.clock.now(), this.safeToRetireAfterMs);
    return { ...viewSecret(secret), safeToRetire };
  }
}

const requireRoom = (live: number, expired: number): void => {
  if (live >= MAX_LIVE_SECRETS) {
    throw new ConflictError(`A client can have ${MAX_LIVE_SECRETS} live secrets; remove one first.`);
  }
  if (expired >= MAX_EXPIRED_SECRETS) {
    throw new ConflictError(
      `${MAX_EXPIRED_SECRETS} secrets of this client have expired lately; remove some.`,
    );
  }
};

/** Gives the secrets this deadline, except those with an earlier one; answers which. */
const retire = async (
  tx: ClientTransaction,
  secrets: readonly ClientSecret[],
  deadline: Date | null,
): Promise<string[]> => {
  if (deadline === null) return [];
  const concerned = secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > deadline);
  for (const { id } of concerned) await tx.clients.updateSecret(id, { expiresAt: deadline });
  return concerned.map(({ id }) => id);
};

const secretOf = ({ secrets }: ClientWithSecrets, secretId: string): ClientSecret => {
  const secret = secrets.find((candidate) => candidate.id === secretId);
  if (!secret) throw new NotFoundError('secret');
  return secret;
};

const audit = (
  tx: AuditTransaction,
  event: AuditEventName,
  { client }: ClientWithSecrets,
  metadata: Readonly<Record<string, string | string[] | null>>,
): Promise<void> =>
  tx.audit({
    event,
    success: true,
    clientId: client.clientId,
    organizationId: client.organizationId,
    ip: null,
    metadata,
  });

const sharesHint = (secret: ClientSecret, hint: string | null): boolean =>
  secret.hint === hint && !isGeneratedHash(secret.hash);

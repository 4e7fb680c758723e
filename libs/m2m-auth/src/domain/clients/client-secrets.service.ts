import type { Clock } from '../../oauth/ports/clock.js';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import type { ChangeWriter } from '../changes/change-writer.js';
import type { SecretPreparer } from '../credentials/secret-preparer.js';
import { isGeneratedHash } from '../credentials/generated-secret.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.js';
import type { Persistence, TransactionContext } from '../persistence/persistence.js';
import { endEpochs, type TokenLifetimeBound } from '../revocation/denials.js';
import type { ClientSecret } from './client.js';
import { viewSecret, type ClientSecretView } from './client-view.js';

const MAX_LIVE_SECRETS = 5;

/** What can be said about a further secret. */
export interface NewSecret {
  /** 32 to 128 printable ASCII characters; made by the server when absent, which is better. */
  readonly clientSecret?: string;
  readonly expiresAt?: Date;
}

/** A secret just added, with its plaintext if the server made it: the only time that it is shown. */
export type AddedSecret = ClientSecretView & { readonly clientSecret?: string };

/** The several live secrets of a client, by which one is replaced without downtime. */
export class ClientSecretsService {
  constructor(
    private readonly persistence: Pick<Persistence, 'clients'>,
    private readonly writer: ChangeWriter,
    private readonly preparer: SecretPreparer,
    private readonly bound: TokenLifetimeBound,
    private readonly clock: Clock,
    private readonly random: RandomSource,
  ) {}

  /**
   * Adds a live secret beside the others.
   *
   * @throws InvalidInputError, NotFoundError
   * @throws ConflictError when the client has five live secrets, or a live supplied one with the same last four characters.
   */
  async add(clientId: string, input: NewSecret = {}, context?: TransactionContext): Promise<AddedSecret> {
    this.validate(input);
    const prepared = await this.preparer.prepare(input.clientSecret);
    return this.writer.write(async (tx) => {
      const found = await tx.clients.lock(clientId);
      if (!found) throw new NotFoundError('client');
      const live = found.secrets.filter((secret) => this.isLive(secret));
      if (live.length >= MAX_LIVE_SECRETS) {
        throw new ConflictError(`A client can have ${MAX_LIVE_SECRETS} live secrets; remove one first.`);
      }
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
      await tx.audit({
        event: 'oauth.client.secret_added',
        success: true,
        clientId,
        organizationId: found.client.organizationId,
        ip: null,
        metadata: { secretId: secret.id },
      });
      const view = viewSecret(secret);
      return {
        result: prepared.plaintext === null ? view : { ...view, clientSecret: prepared.plaintext },
        changes: [{ kind: 'client', subject: clientId }],
        denials: [],
      };
    }, context);
  }

  /** @throws NotFoundError when there is no such client. */
  async list(clientId: string, context?: TransactionContext): Promise<readonly ClientSecretView[]> {
    const found = await this.persistence.clients.find(clientId, context);
    if (!found) throw new NotFoundError('client');
    return found.secrets.filter((secret) => secret.revokedAt === null).map(viewSecret);
  }

  /**
   * Removes a secret and ends the tokens that were issued to it; those of the client's other secrets live on.
   *
   * @throws NotFoundError
   * @throws OAuthError `temporarily_unavailable` when the end of the tokens is committed but not yet enforced everywhere.
   */
  async remove(clientId: string, secretId: string, context?: TransactionContext): Promise<void> {
    await this.writer.write(async (tx) => {
      const found = await tx.clients.lock(clientId);
      const secret = found?.secrets.find((candidate) => candidate.id === secretId);
      if (!found || !secret) throw new NotFoundError(found ? 'secret' : 'client');
      const denials = await endEpochs(tx, [secret], this.bound, { renew: false });
      await tx.clients.updateSecret(secret.id, { revokedAt: await tx.now() });
      await tx.audit({
        event: 'oauth.client.secret_removed',
        success: true,
        clientId,
        organizationId: found.client.organizationId,
        ip: null,
        metadata: { secretId },
      });
      return { result: undefined, changes: [{ kind: 'client', subject: clientId }], denials };
    }, context);
  }

  private validate(input: NewSecret): void {
    const problems = input.clientSecret === undefined ? [] : this.preparer.problems(input.clientSecret);
    const expiresAt = input.expiresAt?.getTime();
    // Written so that an invalid date, whose time is NaN, is refused as well.
    if (expiresAt !== undefined && !(expiresAt > this.clock.now())) {
      problems.push('expiresAt must be a moment in the future');
    }
    if (problems.length > 0) throw new InvalidInputError(problems);
  }

  private isLive(secret: ClientSecret): boolean {
    return (
      secret.revokedAt === null &&
      (secret.expiresAt === null || secret.expiresAt.getTime() > this.clock.now())
    );
  }
}

const sharesHint = (secret: ClientSecret, hint: string | null): boolean =>
  secret.hint === hint && !isGeneratedHash(secret.hash);

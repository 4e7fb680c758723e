import type { ClientTransaction, NewClient } from '../clients/client-store.js';
import type { ChangeTransaction } from '../changes/change-store.js';
import type { InitialAccessTokenReader, RegistrationTransaction } from './registration-store.js';
import { accessDenied, invalidClientMetadata } from '../../oauth/errors.js';
import type { JsonObject } from '../../oauth/json.js';
import type { Clock } from '../../oauth/ports/clock.js';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import type { ChangeWriter } from '../changes/change-writer.js';
import type { Client, ClientAuthenticationMethod } from '../clients/client.js';
import { insertClient } from '../clients/client-rows.js';
import { newClientOf } from '../clients/new-client.js';
import { hashGeneratedSecret } from '../credentials/generated-secret.js';
import type { SecretPreparer } from '../credentials/secret-preparer.js';

import { REGISTRATION_ACCESS_TOKEN } from './client-registration.js';
import { INITIAL_ACCESS_TOKEN, isUsable } from './initial-access-token.js';
import { grantOf, type RegistrationGrant, type RegistrationPolicy } from './registration-policy.js';

/** What a client may say of itself. Nothing else of a client can be set from outside. */
export interface RegistrationRequest {
  readonly name: string | undefined;
  /** Undefined: what the policy has for those who name none. */
  readonly scopes: readonly string[] | undefined;
  /** Null: it named none, and may use either of the two. */
  readonly tokenEndpointAuthMethod: ClientAuthenticationMethod | null;
  readonly details: Readonly<JsonObject>;
  /** Address of the sender, for the audit; null when it is not known. */
  readonly ip: string | null;
}

/** A client that has just registered itself, and both its credentials: the only time that they are shown. */
export interface DynamicallyRegisteredClient {
  readonly client: Client;
  readonly clientSecret: string;
  readonly secretExpiresAt: Date | null;
  readonly registrationAccessToken: string;
  readonly details: Readonly<JsonObject>;
}

/** Clients that register themselves (RFC 7591), within what the policy and an initial access token permit. */
export class DynamicRegistration {
  constructor(
    private readonly stores: { readonly initialAccessTokens: InitialAccessTokenReader },
    private readonly writer: ChangeWriter<ClientTransaction & RegistrationTransaction>,
    private readonly preparer: SecretPreparer,
    private readonly policy: RegistrationPolicy,
    private readonly clock: Clock,
    private readonly random: RandomSource,
  ) {}

  /**
   * What whoever presents this token may register; null when it is no usable one, or there is none and one is needed.
   *
   * @throws PersistenceError when the store cannot answer.
   */
  async admit(presented: string | undefined): Promise<RegistrationGrant | null> {
    if (presented === undefined) return this.policy.open ? grantOf(this.policy, null) : null;
    if (!INITIAL_ACCESS_TOKEN.isValid(presented)) return null;
    const token = await this.stores.initialAccessTokens.findByDigest(hashGeneratedSecret(presented));
    return token && isUsable(token, this.clock.now()) ? grantOf(this.policy, token) : null;
  }

  /**
   * Registers a confidential client under a clientId of the server's making, and takes one use of the initial access
   * token in the same transaction.
   *
   * @returns null when the token was used up, or expired, since it was admitted. Nothing has been registered.
   * @throws OAuthError `invalid_client_metadata` for a scope beyond the grant; `access_denied` (403) when there are as
   * many such clients as there may be. Neither costs a use.
   */
  async register(
    request: RegistrationRequest,
    grant: RegistrationGrant,
  ): Promise<DynamicallyRegisteredClient | null> {
    const client = this.newClient(request, grant);
    const prepared = await this.preparer.prepare();
    const { plaintext: clientSecret } = prepared;
    // Never so, because no secret was supplied; a client that does not learn its secret would be of no use.
    if (clientSecret === null) throw new TypeError('A generated secret has a plaintext.');
    const registrationAccessToken = REGISTRATION_ACCESS_TOKEN.generate(this.random);
    const { initialAccessToken } = grant;
    return this.writer.write(async (tx) => {
      const used = initialAccessToken && (await tx.initialAccessTokens.use(initialAccessToken.digest));
      if (initialAccessToken !== null && used === null) return { result: null, changes: [], denials: [] };
      // Each kind has a bound of its own: strangers cannot shut out those who hold a token.
      if ((await tx.registrations.lockAndCount(initialAccessToken !== null)) >= this.policy.maxClients) {
        throw accessDenied('This server registers no further clients.');
      }
      const secretExpiresAt = await this.secretExpiry(tx);
      const { stored } = await insertClient(tx, client, prepared, this.random, secretExpiresAt);
      const initialAccessTokenId = initialAccessToken?.id ?? null;
      await tx.registrations.insert({
        clientRowId: stored.id,
        tokenDigest: hashGeneratedSecret(registrationAccessToken),
        initialAccessTokenId,
        details: request.details,
      });
      await tx.audit({
        event: 'oauth.client.registered',
        success: true,
        clientId: stored.clientId,
        organizationId: stored.organizationId,
        ip: request.ip,
        metadata: { scopes: [...stored.scopes], registration: 'dynamic', initialAccessTokenId },
      });
      const { details } = request;
      return {
        result: { client: stored, clientSecret, secretExpiresAt, registrationAccessToken, details },
        changes: [{ kind: 'client', subject: stored.clientId }],
        denials: [],
      };
    });
  }

  private newClient(request: RegistrationRequest, grant: RegistrationGrant): NewClient {
    const { scopes = grant.defaultScopes, tokenEndpointAuthMethod } = request;
    if (!scopes.every((scope) => grant.scopes.includes(scope))) {
      throw invalidClientMetadata('The member scope holds a scope that is not offered.');
    }
    const clientId = `client_${this.random.uuid()}`;
    return newClientOf(
      {
        clientId,
        name: request.name ?? clientId,
        scopes,
        audiences: grant.audiences,
        organizationId: grant.organizationId,
        tokenEndpointAuthMethod,
      },
      this.random,
    );
  }

  private async secretExpiry(tx: Pick<ChangeTransaction, 'now'>): Promise<Date | null> {
    const { secretLifetimeSeconds } = this.policy;
    if (secretLifetimeSeconds === null) return null;
    return new Date((await tx.now()).getTime() + secretLifetimeSeconds * 1_000);
  }
}

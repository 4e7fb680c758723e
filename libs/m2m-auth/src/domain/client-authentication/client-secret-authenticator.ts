import type { Clock } from '../../oauth/ports/clock.js';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import type {
  Client,
  ClientAuthenticationMethod,
  ClientSecret,
  ClientWithSecrets,
} from '../clients/client.js';
import { GeneratedSecretIndex } from './generated-secret-index.js';
import { hasValidChecksum, isGeneratedHash, isGeneratedForm } from '../credentials/generated-secret.js';
import type { SecretHashing } from '../credentials/secret-hashing.js';
import { SharedVerifications } from './shared-verifications.js';
import { SecretRehasher, type OnRehash } from './secret-rehasher.js';
import type { LaneRank, SlowSecretHasher } from '../credentials/secret-hasher.js';
import { lastCharacters } from '../credentials/supplied-secret.js';
import { VerifiedPairs } from './verified-pairs.js';
import { VerifiedSecretCache } from './verified-secret-cache.js';

/** A secret as a client presents it (RFC 6749 §2.3.1). */
export interface PresentedSecret {
  /** As presented, whether there is such a client or not. */
  readonly clientId: string;
  /** Null when host code asks, which is bound to no method. */
  readonly method: ClientAuthenticationMethod | null;
  readonly secret: string;
  /** A second reading of the secret, tried when the first is wrong. Never has the generated form. */
  readonly rawSecret?: string;
}

/** A client that has proved who it is, and the secret that proved it, whose epoch its tokens carry. */
export interface AuthenticatedClient {
  readonly client: Client;
  readonly secret: ClientSecret;
}

export interface ClientSecretAuthenticatorOptions {
  readonly hasher: SlowSecretHasher;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly hashing: SecretHashing;
  /** Told a better hash of a secret whose stored one is outdated. */
  readonly onRehash: OnRehash;
  /** Told of every secret that has authenticated its client. */
  readonly onUse: (secretId: string) => void;
}

/** A secret of which only a bcrypt can tell whether it is right. */
export interface UndecidedSecret {
  /**
   * True when it has verified in the last hours against what is stored now, or matches a stored digest: it is right as far as
   * anybody can know, and no guess.
   */
  readonly known: boolean;
  /** Milliseconds that so many bcrypts take lately, whosever they are: one, or two where there are two readings. */
  readonly usualMs: number;
  /**
   * @param fairnessKey whose turn in the bcrypt lane this takes, e.g. the prefix of the peer's address.
   * @throws OAuthError `temporarily_unavailable` when the bcrypt lane is full.
   */
  verify(fairnessKey: string): Promise<AuthenticatedClient | null>;
}

/** One way of reading what was presented, and the only stored secret that it could be. */
interface Reading {
  readonly presented: PresentedSecret;
  readonly candidate: ClientSecret | null;
}

/**
 * Decides whether a presented secret is the client's.
 *
 * What a refusal costs depends on the form of the presented secret and on nothing that is stored: one digest for the
 * generated form, exactly one bcrypt for any other (which equal attempts share while it is under way), and one more for
 * a second reading. Whether the client exists, is active, how many secrets it has and whether this one has expired or
 * belongs to another method is looked at after that work, and gives the same null.
 */
export class ClientSecretAuthenticator {
  private readonly generatedSecrets = new GeneratedSecretIndex();
  private readonly verifiedSecrets: VerifiedSecretCache;
  private readonly verifiedPairs: VerifiedPairs;
  private readonly verifications = new SharedVerifications();
  private readonly rehasher: SecretRehasher;

  constructor(private readonly options: ClientSecretAuthenticatorOptions) {
    this.verifiedSecrets = new VerifiedSecretCache(options);
    this.verifiedPairs = new VerifiedPairs(options);
    this.rehasher = new SecretRehasher(options, this.verifiedPairs);
  }

  /**
   * Answers without a promise when no bcrypt is needed.
   *
   * @param found the client of the presented id; null when there is none.
   * @param fairnessKey see {@link UndecidedSecret.verify}.
   * @throws OAuthError `temporarily_unavailable` when the bcrypt lane is full.
   */
  authenticate(
    found: ClientWithSecrets | null,
    presented: PresentedSecret,
    fairnessKey: string,
  ): AuthenticatedClient | null | Promise<AuthenticatedClient | null> {
    const examined = this.examine(found, presented);
    return isUndecided(examined) ? examined.verify(fairnessKey) : examined;
  }

  /** The answer where no bcrypt is needed for it, otherwise the question. */
  examine(
    found: ClientWithSecrets | null,
    presented: PresentedSecret,
  ): AuthenticatedClient | null | UndecidedSecret {
    const { secret, rawSecret } = presented;
    if (!isGeneratedForm(secret)) {
      const readings = [this.suppliedReading(found, presented)];
      if (rawSecret !== undefined) {
        readings.push(this.suppliedReading(found, { ...presented, secret: rawSecret }));
      }
      return this.remembered(found, readings);
    }
    if (!hasValidChecksum(secret)) return null;
    const digested = this.generatedSecrets.find(found, secret);
    if (this.options.hashing === 'by-entropy') return this.used(this.admit(found, digested, presented));
    const candidate = digested ?? this.suppliedCandidate(found, secret);
    return this.remembered(found, [{ presented, candidate }]);
  }

  /** Memory is asked about every reading before any bcrypt: a client that sends raw would pay for one each time. */
  private remembered(
    found: ClientWithSecrets | null,
    readings: readonly Reading[],
  ): AuthenticatedClient | UndecidedSecret {
    let remembered: AuthenticatedClient | null = null;
    for (const { presented, candidate } of readings) {
      const verifiedBefore = this.verifiedSecrets.has(found, candidate?.id ?? '', presented.secret);
      const admitted = this.admit(found, candidate, presented);
      if (verifiedBefore) remembered ??= admitted;
    }
    return this.used(remembered) ?? this.undecided(found, readings);
  }

  private undecided(found: ClientWithSecrets | null, readings: readonly Reading[]): UndecidedSecret {
    const known = readings.filter((reading) => this.isKnown(found, reading));
    const strange = readings.filter((reading) => !known.includes(reading));
    const verify = async (fairnessKey: string): Promise<AuthenticatedClient | null> => {
      for (const reading of [...known, ...strange]) {
        const rank = known.includes(reading) ? 'known' : 'stranger';
        const authenticated = await this.verify(found, reading, fairnessKey, rank);
        if (authenticated) return authenticated;
      }
      return null;
    };
    const { hasher } = this.options;
    return {
      known: known.length > 0,
      get usualMs() {
        return hasher.usualMs * readings.length;
      },
      verify,
    };
  }

  private isKnown(found: ClientWithSecrets | null, { candidate, presented }: Reading): boolean {
    const verifiedLately = this.verifiedPairs.has(presented.clientId, candidate, presented.secret);
    const digested = candidate !== null && isGeneratedHash(candidate.hash);
    return this.admit(found, candidate, presented) !== null && (verifiedLately || digested);
  }

  private async verify(
    found: ClientWithSecrets | null,
    { candidate, presented }: Reading,
    fairnessKey: string,
    rank: LaneRank,
  ): Promise<AuthenticatedClient | null> {
    // A candidate with a digest was matched by it already; it still pays the price of this way, against the dummy.
    const digested = candidate !== null && isGeneratedHash(candidate.hash);
    const hash = digested ? null : (candidate?.hash ?? null);
    const { clientId, secret } = presented;
    const verified = await this.verifications.run(clientId, secret, hash, () =>
      this.options.hasher.verify(secret, hash, fairnessKey, rank),
    );
    const authenticated = verified || digested ? this.admit(found, candidate, presented) : null;
    if (found !== null && authenticated !== null) {
      this.verifiedSecrets.add(found, authenticated.secret.id, secret);
      this.verifiedPairs.add(clientId, authenticated.secret, secret);
      this.rehasher.consider(authenticated.client, authenticated.secret, secret);
    }
    return this.used(authenticated);
  }

  private used(authenticated: AuthenticatedClient | null): AuthenticatedClient | null {
    if (authenticated !== null) this.options.onUse(authenticated.secret.id);
    return authenticated;
  }

  private admit(
    found: ClientWithSecrets | null,
    secret: ClientSecret | null,
    presented: PresentedSecret,
  ): AuthenticatedClient | null {
    if (found === null || secret === null) return null;
    const { client } = found;
    const bound = client.tokenEndpointAuthMethod !== null && presented.method !== null;
    const byMethod = !bound || client.tokenEndpointAuthMethod === presented.method;
    return client.isActive && byMethod && this.isLive(secret) ? { client, secret } : null;
  }

  private suppliedReading(found: ClientWithSecrets | null, presented: PresentedSecret): Reading {
    return { presented, candidate: this.suppliedCandidate(found, presented.secret) };
  }

  /** One candidate, since every comparison costs a bcrypt: the one with the hint, else the imported one without. */
  private suppliedCandidate(found: ClientWithSecrets | null, presented: string): ClientSecret | null {
    const hint = lastCharacters(presented);
    const live =
      found?.secrets.filter((secret) => !isGeneratedHash(secret.hash) && this.isLive(secret)) ?? [];
    return live.find((secret) => secret.hint === hint) ?? live.find((secret) => secret.hint === null) ?? null;
  }

  private isLive(secret: ClientSecret): boolean {
    const expired = secret.expiresAt !== null && secret.expiresAt.getTime() <= this.options.clock.now();
    return secret.revokedAt === null && !expired;
  }
}

/** Tells the question from the answer. */
export const isUndecided = (
  examined: AuthenticatedClient | null | UndecidedSecret,
): examined is UndecidedSecret => examined !== null && 'verify' in examined;

import type { RandomSource } from '../../oauth/ports/random-source.js';
import { generateClientSecret, hashGeneratedSecret } from './generated-secret.js';
import type { SecretHashing } from './secret-hashing.js';
import type { SlowSecretHasher } from './secret-hasher.js';
import { lastCharacters, suppliedSecretProblems } from './supplied-secret.js';

/** A secret ready to be stored. */
export interface PreparedSecret {
  /** The secret itself, to be shown once; null when the caller supplied it and so knows it. */
  readonly plaintext: string | null;
  readonly hash: string;
  readonly hint: string;
}

export interface SecretPreparerOptions {
  readonly random: RandomSource;
  readonly hasher: SlowSecretHasher;
  readonly hashing: SecretHashing;
}

/** Makes what is stored of a new client secret, hashed as its entropy demands. */
export class SecretPreparer {
  constructor(private readonly options: SecretPreparerOptions) {}

  /** What is wrong with a secret that a caller supplies; nothing when the list is empty. */
  problems(supplied: unknown): string[] {
    return suppliedSecretProblems(supplied);
  }

  /**
   * @param supplied a secret without {@link problems}; omitted: one is generated. That no other live supplied secret of
   * the client has its hint is for the caller to see, who holds the client's row.
   * @throws TypeError when the supplied secret has problems after all; the message does not repeat it.
   * @throws OAuthError `temporarily_unavailable` when bcrypt is needed and its lane is full.
   */
  async prepare(supplied?: string): Promise<PreparedSecret> {
    const { hasher, hashing, random } = this.options;
    if (supplied !== undefined) {
      const problems = this.problems(supplied);
      if (problems.length > 0) throw new TypeError(problems.join('; '));
      return { plaintext: null, hash: await hasher.hash(supplied), hint: lastCharacters(supplied) };
    }
    const plaintext = generateClientSecret(random);
    const hash = hashing === 'bcrypt' ? await hasher.hash(plaintext) : hashGeneratedSecret(plaintext);
    return { plaintext, hash, hint: lastCharacters(plaintext) };
  }
}

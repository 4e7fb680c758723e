/** The work factor every presented secret costs, whatever is stored. */
export const BCRYPT_COST = 12;

/** The lowest that bcrypt has. */
export const LOWEST_BCRYPT_COST = 4;

const PREHASHED = 'bcrypt-sha256:';
const MODULAR_CRYPT = /^\$2[aby]\$(0[4-9]|[12][0-9]|3[01])\$[./A-Za-z0-9]{53}$/;

/** A stored bcrypt hash, taken apart. */
export interface BcryptHash {
  /** `$2b$12$…`, as bcrypt itself wants it; `$2y$`, which PHP and Apache write, is the same function as `$2b$`. */
  readonly crypt: string;
  readonly cost: number;
  /** True for ours, over base64(SHA-256(secret)); false for a bare imported one, over the secret's first 72 bytes. */
  readonly prehashed: boolean;
}

/** Null when the stored text is no bcrypt hash: empty, cut off, of another scheme. */
export function parseBcryptHash(hash: string): BcryptHash | null {
  const prehashed = hash.startsWith(PREHASHED);
  const crypt = prehashed ? hash.slice(PREHASHED.length) : hash;
  const cost = MODULAR_CRYPT.exec(crypt)?.[1];
  return cost === undefined
    ? null
    : { crypt: crypt.replace('$2y$', () => '$2b$'), cost: Number(cost), prehashed };
}

export const formatPrehashed = (crypt: string): string => PREHASHED + crypt;

/**
 * True for a hash that can be registered in place of a secret: bare `$2a$`, `$2b$` or `$2y$`, at most our own cost. A dearer
 * one would tell by its time that it exists.
 */
export function isImportableHash(hash: unknown, maxCost = BCRYPT_COST): hash is string {
  const parsed = typeof hash === 'string' ? parseBcryptHash(hash) : null;
  return parsed !== null && !parsed.prehashed && parsed.cost <= maxCost;
}

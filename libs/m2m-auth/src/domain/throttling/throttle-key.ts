import { createHash } from 'node:crypto';

const MAX_LENGTH = 96;

/** Keys hold what callers sent: a long one is digested, so that no one chooses how much memory a counter takes. */
export const boundedKey = (key: string): string =>
  key.length <= MAX_LENGTH ? key : `sha256:${createHash('sha256').update(key).digest('base64url')}`;

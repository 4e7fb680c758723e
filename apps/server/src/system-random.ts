import { randomBytes, randomUUID } from 'node:crypto';

/** A version 4 UUID. */
export const randomId = (): string => randomUUID();

/** 256 bits, in characters that need no quoting anywhere. */
export const randomSecret = (): string => randomBytes(32).toString('base64url');

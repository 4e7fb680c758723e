import { createHash } from 'node:crypto';

/** A strong validator of these bytes (RFC 9110 §8.8.3). */
export const entityTag = (body: string): string =>
  `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;

/** True when `If-None-Match` names the tag; compared weakly, as it must be (RFC 9110 §13.1.2). */
export const hasEntityTag = (ifNoneMatch: string | undefined, tag: string): boolean =>
  ifNoneMatch !== undefined &&
  (ifNoneMatch.trim() === '*' ||
    ifNoneMatch.split(',').some((listed) => listed.trim().replace(/^W\//, '') === tag));

import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { bodyTooLarge, bodyUndecodable, unsupportedContentEncoding } from './http-errors.js';
import type { OAuthError } from '../oauth/oauth-error.js';

type Decompress = (
  body: Buffer,
  options: { readonly maxOutputLength: number },
  done: (error: Error | null, content: Buffer) => void,
) => void;

const DECOMPRESS: ReadonlyMap<string, Decompress> = new Map([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  ['deflate', inflate],
  ['br', brotliDecompress],
]);

const codingsOf = (header: string): readonly string[] =>
  header
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');

const isTooLarge = (error: Error): boolean =>
  (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';

/**
 * Undoes the content coding of a body (RFC 9110 §8.4.1) and calls back once: gzip, deflate or br, and only one of them,
 * since each would multiply what a small body can ask for. Decompression stops at the limit, so it holds little more
 * memory than that, whatever was sent.
 *
 * @param header Content-Encoding
 * @param limit in bytes, of what comes out
 */
export function decodeContent(
  header: string | undefined,
  body: Buffer,
  limit: number,
  done: (body: Buffer | OAuthError) => void,
): void {
  const [coding, ...more] = header === undefined ? [] : codingsOf(header);
  // A body of no bytes is no body, whatever the headers say of it.
  if (coding === undefined || body.length === 0) {
    return done(body);
  }
  const decompress = DECOMPRESS.get(coding);
  if (decompress === undefined || more.length > 0) {
    return done(unsupportedContentEncoding());
  }
  decompress(body, { maxOutputLength: limit }, (error, content) => {
    if (error === null) done(content);
    else done(isTooLarge(error) ? bodyTooLarge() : bodyUndecodable(error));
  });
}

import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { OAuthError } from '../oauth/oauth-error.js';
import { bodyTooLarge, bodyUndecodable, unsupportedContentEncoding } from './http-errors.js';

type Decompress = (body: Buffer, options: { readonly maxOutputLength: number }) => Buffer;

const DECOMPRESS: ReadonlyMap<string, Decompress> = new Map([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  ['deflate', inflateSync],
  ['br', brotliDecompressSync],
]);

const codingsOf = (header: string): readonly string[] =>
  header
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');

const isTooLarge = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';

/**
 * Undoes the content coding of a body (RFC 9110 §8.4.1): gzip, deflate or br, and only one of them, since each would
 * multiply what a small body can ask for. Decompression stops at the limit, so it takes little more memory and time
 * than a body of that size, whatever was sent.
 *
 * @param header Content-Encoding
 * @param limit in bytes, of what comes out
 * @returns an error with status 400, 413 or 415 when there is no content to be had
 */
export function decodeContent(header: string | undefined, body: Buffer, limit: number): Buffer | OAuthError {
  const [coding, ...more] = header === undefined ? [] : codingsOf(header);
  // A body of no bytes is no body, whatever the headers say of it.
  if (coding === undefined || body.length === 0) {
    return body;
  }
  const decompress = DECOMPRESS.get(coding);
  if (decompress === undefined || more.length > 0) {
    return unsupportedContentEncoding();
  }
  try {
    return decompress(body, { maxOutputLength: limit });
  } catch (error) {
    return isTooLarge(error) ? bodyTooLarge() : bodyUndecodable(error);
  }
}

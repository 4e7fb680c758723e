import type { JsonObject } from '../../oauth/json.js';
import { parseJsonObject } from '../../oauth/strict-json.js';
import type { FetchedResponse, FetchFunction } from './fetch-function.js';
import { KeySourceError } from './key-source-error.js';

/** Largest document that is read, in bytes: hundreds of keys. */
const MAX_BYTES = 64 * 1024;
const MAX_ETAG_LENGTH = 256;
const JSON_TYPE = /^application\/(?:[a-z0-9.-]+\+)?json[ \t]*(?:;|$)/i;

/** What a GET brought. */
export type FetchedJson =
  | {
      readonly kind: 'document';
      readonly document: JsonObject;
      readonly etag: string | undefined;
      readonly cacheControl: string | null;
    }
  | { readonly kind: 'unchanged'; readonly cacheControl: string | null }
  /** A status other than 200 and 304. */
  | { readonly kind: 'refused'; readonly status: number };

/**
 * Fetches a JSON object: no redirect, JSON by its own type only, at most 64 KiB, given up when `signal` says so, even
 * if the function that fetches does not listen to it.
 *
 * @param etag - of the document that is known already (RFC 9110 §13.1.2).
 * @throws KeySourceError when it is not answered, or with something else.
 */
export const fetchJson = async (
  fetch: FetchFunction,
  url: string,
  signal: AbortSignal,
  etag?: string,
): Promise<FetchedJson> => {
  const work = request(fetch, url, signal, etag);
  // Should the signal win, nobody else would hear of this failure.
  work.catch(() => undefined);
  return Promise.race([work, givenUp(signal)]);
};

const request = async (
  fetch: FetchFunction,
  url: string,
  signal: AbortSignal,
  etag: string | undefined,
): Promise<FetchedJson> => {
  const headers = {
    accept: 'application/json, application/jwk-set+json',
    ...(etag === undefined ? {} : { 'if-none-match': etag }),
  };
  let response: FetchedResponse;
  try {
    response = await fetch(url, { method: 'GET', headers, redirect: 'error', signal });
  } catch (cause) {
    throw new KeySourceError('The issuer was not reached, or answered with a redirect.', { cause });
  }
  const cacheControl = response.headers.get('cache-control');
  if (response.status === 304 && etag !== undefined) {
    await drop(response);
    return { kind: 'unchanged', cacheControl };
  }
  if (response.status !== 200) {
    await drop(response);
    return { kind: 'refused', status: response.status };
  }
  const document = await readDocument(response);
  return { kind: 'document', document, etag: etagOf(response), cacheControl };
};

const readDocument = async (response: FetchedResponse): Promise<JsonObject> => {
  if (!JSON_TYPE.test(response.headers.get('content-type') ?? '')) {
    await drop(response);
    throw new KeySourceError('The issuer answered with another media type than JSON.');
  }
  const document = parseJsonObject(await readBody(response));
  if (!document) throw new KeySourceError('The issuer answered with something that is no JSON object.');
  return document;
};

const readBody = async ({ body }: FetchedResponse): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body ?? []) {
      length += chunk.length;
      // Leaving the loop ends the stream, so nothing more is sent to us.
      if (length > MAX_BYTES) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw new KeySourceError('The answer of the issuer broke off.', { cause });
  }
  if (length > MAX_BYTES) throw new KeySourceError(`The issuer answered with more than ${MAX_BYTES} bytes.`);
  return Buffer.concat(chunks);
};

/** A body that nobody reads would keep its connection. */
const drop = async ({ body }: FetchedResponse): Promise<void> => {
  try {
    await body?.[Symbol.asyncIterator]().return?.();
  } catch {
    // It is gone either way.
  }
};

const etagOf = ({ headers }: FetchedResponse): string | undefined => {
  const etag = headers.get('etag');
  return etag !== null && etag.length <= MAX_ETAG_LENGTH ? etag : undefined;
};

const givenUp = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const giveUp = (): void => reject(new KeySourceError('The issuer did not answer in time.'));
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });

import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { invalidRequest } from '../oauth/errors.js';
import { OAuthError } from '../oauth/oauth-error.js';
import { bodyFormat } from './body-format.js';
import { collectBody, type CollectedBody } from './collect-body.js';
import { unsupportedMediaType } from './http-errors.js';

const JSON_TYPE = 'application/json';

/** What became of the body of a request to one of our routes in Nest's router. */
export interface JsonBody {
  /** The parsed body; undefined when there is none or it cannot be had. */
  readonly value: unknown;
  /** Why it cannot be had. The route tells it, after its guards: strangers learn nothing but 401. */
  readonly problem?: OAuthError;
}

const NO_BODY: JsonBody = { value: undefined };

const bodies = new WeakMap<IncomingMessage, JsonBody>();

/** Undefined when the body was not read here, but by a parser of the host's. */
export const jsonBodyOf = (message: IncomingMessage): JsonBody | undefined => bodies.get(message);

/** Of a GET or a DELETE a body means nothing (RFC 9110 §9.3.1, §9.3.5), so it is not looked at. */
const meansNothing = (method: string | undefined): boolean =>
  method === 'GET' || method === 'HEAD' || method === 'DELETE';

/**
 * Reads the body of a request to one of our routes in Nest's router, so that neither the platform nor the host's
 * parsers decide what is taken: JSON in UTF-8, compressed or not, up to a limit. Calls back once, and remembers the
 * outcome for {@link jsonBodyOf}; without an outcome when somebody else has read the body.
 *
 * @param limit in bytes
 */
export function readJsonBody(
  message: IncomingMessage,
  limit: number,
  done: (body: JsonBody | undefined) => void,
): void {
  const finish = (body: JsonBody): void => {
    bodies.set(message, body);
    done(body);
  };
  if (message.readableDidRead) {
    done(undefined);
  } else if (meansNothing(message.method)) {
    finish(NO_BODY);
  } else {
    collectBody(message, limit, (body) => finish(parsed(body, message.headers['content-type'])));
  }
}

const parsed = (body: CollectedBody, contentType: string | undefined): JsonBody => {
  if (body === undefined) return NO_BODY;
  if (!Buffer.isBuffer(body)) return { value: undefined, problem: body };
  if (body.length === 0) return NO_BODY;
  try {
    return { value: parseJsonBody(body, contentType) };
  } catch (error) {
    if (error instanceof OAuthError) return { value: undefined, problem: error };
    // The parser's own words repeat what was sent.
    return { value: undefined, problem: invalidRequest('The request body is not valid JSON.') };
  }
};

const parseJsonBody = (body: Buffer, contentType: string | undefined): unknown => {
  if (bodyFormat(contentType, JSON_TYPE) !== 'json') throw unsupportedMediaType(JSON_TYPE);
  if (!isUtf8(body)) throw invalidRequest('The request body is not valid UTF-8.');
  return JSON.parse(body.toString('utf8'));
};

import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { invalidRequest } from '../oauth/errors.js';
import { bodyFormat } from './body-format.js';
import type { CollectedBody } from './collect-body.js';
import { ParameterCollector } from './parameter-collector.js';
import { parseForm } from './parse-form.js';
import { parseJson } from './parse-json.js';
import { RequestParameters } from './request-parameters.js';

/**
 * A collected body; undefined when the request has none, which a body of no bytes is as well.
 *
 * @throws OAuthError `invalid_request` with status 400, 413 or 415; `server_error` when the host took the body
 */
export function bodyBytes(body: CollectedBody): Buffer | undefined {
  if (body === undefined) {
    return undefined;
  }
  if (!Buffer.isBuffer(body)) {
    throw body;
  }
  return body.length === 0 ? undefined : body;
}

/**
 * Turns a collected body into parameters. A request without a body has none.
 *
 * @param maxParameters how many names, known or not, a body may hold
 * @throws OAuthError `invalid_request` with status 400, 413 or 415; `server_error` when the host took the body
 */
export function parseBody(
  headers: IncomingHttpHeaders,
  collected: CollectedBody,
  maxParameters: number,
): RequestParameters {
  const body = bodyBytes(collected);
  if (body === undefined) {
    return RequestParameters.NONE;
  }
  const format = bodyFormat(headers['content-type']);
  if (!isUtf8(body)) {
    throw invalidRequest('The request body is not valid UTF-8.');
  }
  const parameters = new ParameterCollector(maxParameters);
  if (format === 'form') {
    parseForm(body.toString('utf8'), parameters);
  } else {
    parseJson(body.toString('utf8'), parameters);
  }
  return parameters.toParameters();
}

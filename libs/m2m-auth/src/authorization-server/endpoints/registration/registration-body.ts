import { bodyFormat } from '../../../http/body-format.js';
import type { EndpointRequest } from '../../../http/endpoint.js';
import { invalidClientMetadata } from '../../../oauth/errors.js';
import { parseJsonObject } from '../../../oauth/strict-json.js';
import { MetadataMembers } from './metadata-members.js';

/** Largest registration request in bytes. */
export const MAX_REGISTRATION_BYTES = 64 * 1_024;

const JSON_TYPE = 'application/json';

/**
 * The members of a registration request (RFC 7591 §3.1).
 *
 * @throws OAuthError `invalid_client_metadata` unless the body is one JSON object in which no member is repeated;
 * 415 `invalid_request` for a media type that no endpoint of this server takes.
 */
export const registrationMembers = ({ headers, body }: EndpointRequest): MetadataMembers => {
  const json = body !== undefined && bodyFormat(headers['content-type'], JSON_TYPE) === 'json';
  const document = json ? parseJsonObject(body) : undefined;
  if (document) return new MetadataMembers(document);
  throw invalidClientMetadata(`The request body must be one JSON object, sent as ${JSON_TYPE}.`);
};

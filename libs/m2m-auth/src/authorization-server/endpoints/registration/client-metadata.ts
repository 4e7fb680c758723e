import type { RegistrationRequest } from '../../../domain/registration/dynamic-registration.js';
import { CLIENT_AUTHENTICATION_METHODS } from '../../../domain/clients/client.js';
import type { ClientAuthenticationMethod } from '../../../domain/clients/client.js';
import { invalidClientMetadata } from '../../../oauth/errors.js';
import type { JsonObject } from '../../../oauth/json.js';
import { OAuthError } from '../../../oauth/oauth-error.js';
import { parseScope } from '../../../oauth/scope.js';
import type { MetadataMembers } from './metadata-members.js';

/** Registered as they are and shown to people; nothing depends on them. */
const TEXTS = ['software_id', 'software_version'] as const;
const WEB_URLS = ['client_uri', 'logo_uri', 'tos_uri', 'policy_uri'] as const;

/** Registered by clients that mean to authenticate with keys, which this server would not accept afterwards. */
const KEYS = ['jwks', 'jwks_uri'] as const;
const BINDINGS = ['dpop_bound_access_tokens', 'tls_client_certificate_bound_access_tokens'] as const;

/**
 * What a client says of itself, of the members that can be registered here (RFC 7591 §2). All others are ignored,
 * however they are named; those that ask for something this server does not do are refused.
 *
 * @throws OAuthError `invalid_client_metadata`, `invalid_software_statement`
 */
export const readClientMetadata = (members: MetadataMembers): Omit<RegistrationRequest, 'ip'> => {
  refuseUnsupported(members);
  requireClientCredentials(members);
  return {
    name: members.text('client_name'),
    scopes: scopesOf(members),
    tokenEndpointAuthMethod: methodOf(members),
    details: detailsOf(members),
  };
};

const refuseUnsupported = (members: MetadataMembers): void => {
  if (members.has('software_statement')) {
    throw new OAuthError({
      status: 400,
      code: 'invalid_software_statement',
      description: 'Software statements are not accepted.',
    });
  }
  if (KEYS.every((name) => members.has(name))) {
    throw invalidClientMetadata('The members jwks and jwks_uri exclude each other.');
  }
  if (KEYS.some((name) => members.has(name))) {
    throw invalidClientMetadata('Keys cannot be registered: clients authenticate with a secret.');
  }
  if (BINDINGS.some((name) => members.flag(name))) {
    throw invalidClientMetadata('Access tokens are not bound to keys or certificates.');
  }
  members.string('token_endpoint_auth_signing_alg');
};

/** This server serves no user, so that nothing but client credentials can work (RFC 6749 §4.4). */
const requireClientCredentials = (members: MetadataMembers): void => {
  if (members.strings('grant_types')?.some((grant) => grant !== 'client_credentials')) {
    throw invalidClientMetadata('The only grant type of this server is client_credentials.');
  }
  if (members.strings('response_types')?.length) {
    throw invalidClientMetadata('The member response_types must be empty: there is nothing to authorize.');
  }
  // Of no use without a user, and so neither judged nor registered.
  members.strings('redirect_uris');
};

const scopesOf = (members: MetadataMembers): readonly string[] | undefined => {
  const scope = members.string('scope');
  if (scope === undefined || scope.trim() === '') return undefined;
  try {
    return parseScope(scope);
  } catch (error) {
    if (error instanceof OAuthError) throw invalidClientMetadata(error.description);
    throw error;
  }
};

/** Null for a client that names none: it is told the default, and bound to nothing that it has not chosen. */
const methodOf = (members: MetadataMembers): ClientAuthenticationMethod | null => {
  const method = members.string('token_endpoint_auth_method');
  if (method === undefined) return null;
  const known = CLIENT_AUTHENTICATION_METHODS.find((candidate) => candidate === method);
  if (known) return known;
  throw invalidClientMetadata(
    `The member token_endpoint_auth_method must be ${CLIENT_AUTHENTICATION_METHODS.join(' or ')}.`,
  );
};

const detailsOf = (members: MetadataMembers): JsonObject => {
  const details: JsonObject = {};
  const contacts = members.strings('contacts');
  if (contacts) details['contacts'] = [...contacts];
  for (const name of TEXTS) setGiven(details, name, members.text(name));
  for (const name of WEB_URLS) setGiven(details, name, members.webUrl(name));
  return details;
};

const setGiven = (details: JsonObject, name: string, value: string | undefined): void => {
  if (value !== undefined) details[name] = value;
};

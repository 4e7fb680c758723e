/**
 * Parameters with a meaning in the specifications this server speaks or may come to speak. Only these are read and
 * only these must not repeat; all others are ignored (RFC 6749 §3.2).
 */
export const DEFINED_PARAMETERS: ReadonlySet<string> = new Set([
  // RFC 6749
  'grant_type',
  'client_id',
  'client_secret',
  'scope',
  'code',
  'redirect_uri',
  'refresh_token',
  'username',
  'password',
  // RFC 7636
  'code_verifier',
  // RFC 7009, RFC 7662
  'token',
  'token_type_hint',
  // RFC 7521
  'assertion',
  'client_assertion',
  'client_assertion_type',
  // RFC 8707, RFC 8693
  'resource',
  'audience',
  'requested_token_type',
  'subject_token',
  'subject_token_type',
  'actor_token',
  'actor_token_type',
]);

/** RFC 8707 §2 and RFC 8693 §2.1. */
export const REPEATABLE_PARAMETERS: ReadonlySet<string> = new Set(['resource', 'audience']);

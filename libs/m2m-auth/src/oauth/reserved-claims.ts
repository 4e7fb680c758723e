/**
 * Claims that a client's own claims can never name: they are refused when a client is written and dropped again when
 * a token is issued. One list for both. Adding a name is a breaking change, because a client may be using it.
 *
 * Left out on purpose, being claims that operators do give to machines: `roles`, `groups`, `entitlements`
 * (RFC 9068 §2.2.3.1), `permissions`, `tenant_id` and other names of an application's own.
 */
export const RESERVED_CLAIMS: ReadonlySet<string> = new Set([
  // Issued by us, or decisive for whether a token is accepted (RFC 7519 §4.1, RFC 9068 §2.2).
  'iss',
  'sub',
  'aud',
  'exp',
  'nbf',
  'iat',
  'jti',
  'client_id',
  // What this library adds: what kind of token it is, by which credential it can be ended, whose tenant it acts for.
  'type',
  'epc',
  'org_id',
  // Granted scopes, in each of the three spellings verifiers read, and their rich form (RFC 9396 §9.1).
  'scope',
  'scopes',
  'scp',
  'authorization_details',
  // Who acts for whom, and which key must be shown (RFC 8693 §4, RFC 7800 §3, RFC 9493 §4, OpenID Connect Core §2).
  'act',
  'may_act',
  'azp',
  'cnf',
  'sub_id',
  // Marks by which servers tell kinds of tokens apart: a machine token must not pass as another kind (RFC 8417 §2.2).
  'typ',
  'token_use',
  'token_type',
  'events',
  // Statements about a user's sign-in, which no machine has (OpenID Connect Core §2, §3.3.2.11).
  'auth_time',
  'acr',
  'amr',
  'nonce',
  'sid',
  'at_hash',
  'c_hash',
  's_hash',
  // Members of an introspection answer, into which claims are copied (RFC 7662 §2.2).
  'active',
  'username',
  // Names that reach an object's prototype in careless consumers.
  '__proto__',
  'constructor',
  'prototype',
]);

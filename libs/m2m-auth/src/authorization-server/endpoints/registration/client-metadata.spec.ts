import fc from 'fast-check';
import { OAuthError } from '../../../oauth/oauth-error.js';
import { parseJsonObject } from '../../../oauth/strict-json.js';
import { readClientMetadata } from './client-metadata.js';
import { MetadataMembers } from './metadata-members.js';

const read = (document: object) => {
  const parsed = parseJsonObject(Buffer.from(JSON.stringify(document)));
  if (!parsed) throw new Error('The document is no JSON object.');
  return readClientMetadata(new MetadataMembers(parsed));
};
const DEFAULTS = {
  name: undefined,
  scopes: undefined,
  tokenEndpointAuthMethod: null,
  details: {},
};
const DETAILS = {
  client_uri: 'https://example.com/a?b=c#d',
  logo_uri: 'http://example.com/logo.png',
  tos_uri: 'https://example.com/tos',
  policy_uri: 'https://example.com/policy',
  contacts: ['ops@example.com', ''],
  software_id: 'robot',
  software_version: '1.2',
};

describe('client metadata (RFC 7591 §2)', () => {
  it('have defaults, also for what is null, blank or empty', () => {
    expect(read({})).toEqual(DEFAULTS);
    const nothing = {
      client_name: ' ',
      scope: ' ',
      grant_types: [],
      response_types: [],
      redirect_uris: [],
      jwks: null,
    };
    expect(read(nothing)).toEqual(DEFAULTS);
    const names = [
      'client_name',
      'scope',
      'grant_types',
      'token_endpoint_auth_method',
      ...Object.keys(DETAILS),
    ];
    expect(read(Object.fromEntries(names.map((name) => [name, null])))).toEqual(DEFAULTS);
  });

  it('are read by name, and kept for people to read', () => {
    const given = {
      client_name: ' Robot ',
      scope: 'a b  a',
      grant_types: ['client_credentials', 'client_credentials'],
      token_endpoint_auth_method: 'client_secret_post',
      dpop_bound_access_tokens: false,
      redirect_uris: ['https://example.com/cb'],
      ...DETAILS,
    };
    expect(read(given)).toEqual({
      name: 'Robot',
      scopes: ['a', 'b'],
      tokenEndpointAuthMethod: 'client_secret_post',
      details: DETAILS,
    });
  });

  it('hold nothing else, however it is named', () => {
    const strangers = fc.dictionary(
      fc.oneof(
        fc.string().map((name) => `x-${name}`),
        fc.constantFrom(
          '__proto__',
          'constructor',
          'toString',
          'isActive',
          'claims',
          'clientId',
          'client_id',
        ),
      ),
      fc.jsonValue(),
    );
    fc.assert(fc.property(strangers, (document) => expect(read(document)).toEqual(DEFAULTS)));
  });

  it('with values of any type are read or refused, never anything else', () => {
    const names = [
      'client_name',
      'scope',
      'grant_types',
      'response_types',
      'redirect_uris',
      'token_endpoint_auth_method',
      'jwks',
      'jwks_uri',
      'software_statement',
      'dpop_bound_access_tokens',
      ...Object.keys(DETAILS),
    ];
    const document = fc.dictionary(fc.constantFrom(...names), fc.jsonValue());
    fc.assert(
      fc.property(document, (given) => {
        try {
          expect(Object.keys(read(given))).toEqual(Object.keys(DEFAULTS));
        } catch (error) {
          if (!(error instanceof OAuthError)) throw error;
          expect(error.status).toBe(400);
          expect(error.code).toMatch(/^invalid_(client_metadata|software_statement)$/);
          expect(error.description).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
        }
      }),
      { numRuns: 500 },
    );
  });
});

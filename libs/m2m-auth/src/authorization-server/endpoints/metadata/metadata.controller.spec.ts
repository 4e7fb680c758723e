import { MetadataController, type ServerMetadata } from './metadata.controller.js';

const METADATA: ServerMetadata = {
  issuer: 'https://issuer.example',
  tokenEndpoint: 'https://issuer.example/auth/token',
  revocationEndpoint: 'https://issuer.example/auth/revoke',
  introspectionEndpoint: 'https://issuer.example/auth/introspect',
  registrationEndpoint: undefined,
  jwksUri: 'https://issuer.example/.well-known/jwks.json',
  signingAlgorithm: 'ES256',
  grantTypes: ['client_credentials'],
  introspectionByBearer: false,
  authorizationEndpoint: 'https://issuer.example/auth/authorize',
};

const read = (changes: Partial<ServerMetadata>): Record<string, unknown> =>
  JSON.parse(
    new MetadataController(() => ({ ...METADATA, ...changes })).authorizationServer().body,
  ) as Record<string, unknown>;

describe('the metadata (RFC 8414 §2)', () => {
  it('name the issuer, the endpoints and the ways to authenticate', () => {
    const { status, headers, body } = new MetadataController(() => METADATA).authorizationServer();
    expect([status, headers['cache-control']]).toEqual([200, 'public, max-age=3600']);
    expect(JSON.parse(body)).toEqual({
      issuer: METADATA.issuer,
      token_endpoint: METADATA.tokenEndpoint,
      jwks_uri: METADATA.jwksUri,
      grant_types_supported: ['client_credentials'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      authorization_endpoint: METADATA.authorizationEndpoint,
      response_types_supported: ['none'],
      revocation_endpoint: METADATA.revocationEndpoint,
      revocation_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      introspection_endpoint: METADATA.introspectionEndpoint,
      introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      resource_indicators_supported: true,
    });
  });

  it('leave out what only clients of users need, when the host does not want it', () => {
    const document = read({ authorizationEndpoint: undefined });
    expect(document).not.toHaveProperty('authorization_endpoint');
    expect(document).not.toHaveProperty('response_types_supported');
  });

  it('say when bearer tokens are accepted for introspection (RFC 8414 §2)', () => {
    expect(read({ introspectionByBearer: true })['introspection_endpoint_auth_methods_supported']).toContain(
      'Bearer',
    );
  });

  it('name the registration endpoint when clients can register themselves (RFC 8414 §2, MD-14)', () => {
    const registrationEndpoint = 'https://issuer.example/auth/register';
    expect(read({ registrationEndpoint })['registration_endpoint']).toBe(registrationEndpoint);
    expect(read({})).not.toHaveProperty('registration_endpoint');
  });

  it('are there for OpenID clients too, but not without public keys (RFC 8414 §5)', () => {
    const controller = new MetadataController(() => METADATA);
    expect(JSON.parse(controller.openidConfiguration().body)).toEqual({
      ...read({}),
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
    });
    const shared = new MetadataController(() => ({ ...METADATA, jwksUri: undefined }));
    expect(() => shared.openidConfiguration()).toThrow(expect.objectContaining({ status: 404 }));
  });

  it('leave out what there is not, instead of null (RFC 8414 §3.2)', () => {
    const { body } = new MetadataController(() => ({
      ...METADATA,
      jwksUri: undefined,
    })).authorizationServer();
    expect(JSON.parse(body)).not.toHaveProperty('jwks_uri');
    expect(body).not.toContain('null');
  });
});

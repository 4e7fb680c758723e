import { MetadataController, type ServerMetadata } from './metadata.controller.js';

const METADATA: ServerMetadata = {
  issuer: 'https://issuer.example',
  tokenEndpoint: 'https://issuer.example/auth/token',
  jwksUri: 'https://issuer.example/.well-known/jwks.json',
  grantTypes: ['client_credentials'],
};

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
      resource_indicators_supported: true,
    });
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

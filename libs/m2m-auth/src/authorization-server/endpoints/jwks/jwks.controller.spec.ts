import { LocalSignerFactory } from '../../../crypto/local-signer-factory.js';
import { PinnedKeyRing } from '../../../domain/keys/pinned-key-ring.js';
import { SharedSecretKeyRing } from '../../../domain/keys/shared-secret-key-ring.js';
import { OAuthError } from '../../../oauth/oauth-error.js';
import { JwksController } from './jwks.controller.js';

const signers = new LocalSignerFactory();

describe('the key set (RFC 7517 §5)', () => {
  it('holds the public keys and may be kept for five minutes', async () => {
    const key = await signers.generate('ES256');
    const ring = new PinnedKeyRing(
      key.export({ type: 'pkcs8', format: 'pem' }).toString(),
      undefined,
      signers,
    );
    const { status, headers, body } = new JwksController(ring).jwks();
    expect([status, headers['cache-control']]).toEqual([200, 'public, max-age=300']);
    expect(JSON.parse(body)).toEqual({ keys: ring.publicKeys });
    expect(body).not.toContain(key.export({ format: 'jwk' }).d);
  });

  it('is 404 under HS256: a secret is never published', () => {
    const ring = new SharedSecretKeyRing('x'.repeat(32), signers);
    let thrown: unknown;
    try {
      new JwksController(ring).jwks();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(OAuthError);
    expect(thrown).toMatchObject({ status: 404 });
  });
});

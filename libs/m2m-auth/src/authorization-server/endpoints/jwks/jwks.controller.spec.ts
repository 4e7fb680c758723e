import { LocalSignerFactory } from '../../../crypto/local-signer-factory.js';
import type { KeyRing } from '../../../domain/keys/key-ring.js';
import { PinnedKeyRing } from '../../../domain/keys/pinned-key-ring.js';
import { SharedSecretKeyRing } from '../../../domain/keys/shared-secret-key-ring.js';
import { OAuthError } from '../../../oauth/oauth-error.js';
import { JwksController } from './jwks.controller.js';

const signers = new LocalSignerFactory();

const ringOf = async (): Promise<{ ring: PinnedKeyRing; privateMember: string | undefined }> => {
  const key = await signers.generate('ES256');
  const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { ring: new PinnedKeyRing(pem, undefined, signers), privateMember: key.export({ format: 'jwk' }).d };
};
const asked = (ifNoneMatch?: string) => ({ headers: { 'if-none-match': ifNoneMatch } });

describe('the key set (RFC 7517 §5)', () => {
  it('holds the public keys, is JSON, and may be kept as long as it is told', async () => {
    const { ring, privateMember } = await ringOf();
    const { status, headers, body } = new JwksController(ring, 240).jwks(asked());
    expect(status).toBe(200);
    expect(headers).toEqual({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'public, max-age=240',
      etag: expect.stringMatching(/^"[\w-]{27}"$/),
    });
    expect(JSON.parse(body)).toEqual({ keys: ring.publicKeys });
    expect(body).not.toContain(privateMember);
  });

  it.each([
    ['the tag', (tag: string) => tag],
    ['the tag as a weak one', (tag: string) => `W/${tag}`],
    ['the tag among others', (tag: string) => `"other", ${tag} ,W/"third"`],
    ['anything', () => '*'],
  ])('is 304 without a body when If-None-Match names %s (RFC 9110 §13.1.2)', async (_what, header) => {
    const controller = new JwksController((await ringOf()).ring, 300);
    const { etag = '' } = controller.jwks(asked()).headers;
    expect(controller.jwks(asked(header(etag)))).toEqual({
      status: 304,
      headers: { 'cache-control': 'public, max-age=300', etag },
      body: '',
    });
  });

  it.each(['"other"', 'W/"other"', '', 'etag', '"*"'])('is 200 to If-None-Match: %s', async (header) => {
    const controller = new JwksController((await ringOf()).ring, 300);
    expect(controller.jwks(asked(header)).status).toBe(200);
  });

  it('has another tag when there are other keys', async () => {
    const rings = [(await ringOf()).ring, (await ringOf()).ring];
    const shown = { publicKeys: rings[0]?.publicKeys ?? null };
    const controller = new JwksController(shown as KeyRing, 300);
    const before = controller.jwks(asked());
    shown.publicKeys = rings[1]?.publicKeys ?? null;
    const after = controller.jwks(asked(before.headers['etag']));
    expect([after.status, JSON.parse(after.body)]).toEqual([200, { keys: shown.publicKeys }]);
  });

  it('is 404 under HS256: a secret is never published', () => {
    const ring = new SharedSecretKeyRing('x'.repeat(32), signers);
    let thrown: unknown;
    try {
      new JwksController(ring, 300).jwks(asked());
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(OAuthError);
    expect(thrown).toMatchObject({ status: 404 });
  });
});

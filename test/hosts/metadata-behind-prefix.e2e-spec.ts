import { M2MAuthModule } from 'nestjs-m2m-auth';
import { registerClient } from '../e2e/support/admin.js';
import { freePort } from '../support/free-port.js';
import { createApp, PLATFORMS } from '../support/platforms.js';

const INTERNAL_API_KEY = 'an-internal-api-key-of-32-characters';

it.each(PLATFORMS)(
  'metadata on %s name the endpoints where a global prefix puts them (RFC 8414 §2)',
  async (platform) => {
    const port = await freePort();
    const issuer = `http://127.0.0.1:${port}`;
    const module = M2MAuthModule.forRoot({
      issuer,
      audience: issuer,
      internalApiKeys: [INTERNAL_API_KEY],
      admin: { resources: ['oauth-clients'] },
    });
    const app = await createApp(platform, module, { logger: false });
    app.setGlobalPrefix('api/v1');
    await app.listen(port, '127.0.0.1');
    try {
      const client = await registerClient(`${issuer}/api/v1`, INTERNAL_API_KEY);
      const read = await fetch(`${issuer}/.well-known/oauth-authorization-server`);
      const metadata = (await read.json()) as Record<string, string>;
      const ask = (endpoint: string, parameters: Record<string, string>): Promise<Response> =>
        fetch(metadata[endpoint] ?? '', {
          method: 'POST',
          body: new URLSearchParams({
            client_id: client.clientId,
            client_secret: client.clientSecret,
            ...parameters,
          }),
        });

      const response = await ask('token_endpoint', { grant_type: 'client_credentials' });
      const { access_token: token } = (await response.json()) as { access_token: string };
      expect(await (await ask('introspection_endpoint', { token })).json()).toMatchObject({ active: true });
      expect((await ask('revocation_endpoint', { token })).status).toBe(200);
      expect(await (await ask('introspection_endpoint', { token })).json()).toEqual({ active: false });
      expect(await (await fetch(metadata.jwks_uri ?? '')).json()).toEqual({ keys: expect.any(Array) });
    } finally {
      await app.close();
    }
  },
);

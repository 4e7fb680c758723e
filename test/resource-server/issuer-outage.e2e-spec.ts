import { freePort } from '../support/free-port.js';
import { PLATFORMS } from '../support/platforms.js';
import { tokenWith } from '../guards/support/forge.js';
import { es256 } from '../guards/support/signing-keys.js';
import { AuthorizationServer, RESOURCE } from './support/authorization-server.js';
import { BillingService } from './support/billing-service.js';

describe.each(PLATFORMS)('a service whose issuer is down, on %s', (platform) => {
  it('goes on with the keys that it knows, and cannot tell about others', async () => {
    const issuer = await AuthorizationServer.start(platform);
    const service = await BillingService.start(platform, { issuer: issuer.issuer });
    try {
      const token = await issuer.token();
      expect(await service.statusOf(token)).toBe(200);
      await issuer.stop();
      expect(await service.statusOf(token)).toBe(200);
      const signedByWhom = tokenWith({ iss: issuer.issuer, aud: RESOURCE }, {}, es256);
      // Within the cooldown of the last answer, the set that it gave still counts.
      expect(await service.statusOf(signedByWhom)).toBe(401);
    } finally {
      await service.stop();
    }
  });

  it('answers 503 with Retry-After as long as it has never reached it, and asks once a cooldown', async () => {
    const service = await BillingService.start(platform, { issuer: `http://127.0.0.1:${await freePort()}` });
    try {
      const token = tokenWith({ aud: RESOURCE }, {}, es256);
      for (let times = 0; times < 3; times += 1) {
        const { status, headers } = await service.get('/invoices', token);
        expect(status).toBe(503);
        expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
        expect(headers.get('www-authenticate')).toBeNull();
      }
      expect(service.fetched).toHaveLength(1);
      expect(service.warnings).toContain('The issuer was not reached, or answered with a redirect.');
    } finally {
      await service.stop();
    }
  });
});

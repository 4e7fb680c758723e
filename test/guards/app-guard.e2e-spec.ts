import { APP_GUARD } from '@nestjs/core';
import { ClientAuthGuard } from '../../libs/m2m-auth/src/resource-server/client-auth.guard.js';
import { ScopesGuard } from '../../libs/m2m-auth/src/resource-server/scopes.guard.js';
import { tokenWith } from './support/forge.js';
import { GuardedApp, platforms } from './support/guarded-app.js';
import { GlobalFeatureModule } from './support/reports.controller.js';
import { es256 } from './support/signing-keys.js';
import { verifierWith } from './support/verifier.js';

const providers = [
  ClientAuthGuard,
  ScopesGuard,
  { provide: APP_GUARD, useExisting: ClientAuthGuard },
  { provide: APP_GUARD, useExisting: ScopesGuard },
];

describe.each(platforms)('guards as APP_GUARD, on $platform', ({ adapter }) => {
  let app: GuardedApp;
  beforeAll(async () => {
    app = await GuardedApp.start(adapter(), { imports: [GlobalFeatureModule], providers }, verifierWith());
  });
  afterAll(() => app.close());

  it('close every route that is not public', async () => {
    expect((await app.call('/global')).challenges).toEqual([
      { scheme: 'bearer', parameters: { realm: 'api', scope: 'reports:read' } },
    ]);
    expect((await app.call('/global', 'bad')).status).toBe(401);
    expect((await app.call('/global', tokenWith({ scope: 'other' }, {}, es256))).status).toBe(403);
    expect(await app.call('/global', tokenWith({}, {}, es256))).toMatchObject({
      status: 200,
      body: { clientId: 'reporter' },
    });
  });

  it('leave public routes open', async () => {
    expect((await app.call('/global/open')).status).toBe(200);
    expect((await app.call('/global/open', 'bad')).status).toBe(200);
  });
});

import type { Server } from 'node:http';
import { Controller, Get, Module, type INestApplication } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import {
  ClientAuthGuard,
  InternalApiKeyGuard,
  M2MAuthModule,
  ScopesGuard,
  type AdminOptions,
} from 'nestjs-m2m-auth';
import request from 'supertest';
import { platforms } from './support/guarded-app.js';

const KEY = 'an-internal-api-key-of-32-characters';
const registration = { clientId: 'billing', name: 'Billing', scopes: ['reports:read'] };

@Controller('own')
class OwnController {
  @Get()
  own() {
    return {};
  }
}

const moduleWith = (admin: Omit<AdminOptions, 'resources'>) => {
  @Module({
    imports: [
      M2MAuthModule.forRoot({
        issuer: 'https://auth.example.com',
        audience: 'https://api.example.com',
        internalApiKeys: [KEY],
        admin: { resources: ['oauth-clients', 'organizations'], ...admin },
      }),
    ],
    controllers: [OwnController],
    providers: [
      { provide: APP_GUARD, useExisting: ClientAuthGuard },
      { provide: APP_GUARD, useExisting: ScopesGuard },
    ],
  })
  class HostModule {}
  return HostModule;
};

describe.each(platforms)(
  'admin routes in a host whose guards stand on the application, on $platform',
  ({ adapter }) => {
    let app: INestApplication<Server>;
    const start = async (admin: Omit<AdminOptions, 'resources'>): Promise<void> => {
      const testing = await Test.createTestingModule({ imports: [moduleWith(admin)] }).compile();
      app = testing.createNestApplication(adapter(), { logger: false });
      await app.listen(0, '127.0.0.1');
    };
    afterEach(() => app.close());

    const register = () => request(app.getHttpServer()).post('/oauth-clients').send(registration);

    it('ask for the internal API key alone, since nobody has a token yet', async () => {
      await start({});
      await register().expect(401);
      const { body } = await register().set('x-internal-api-key', KEY).expect(201);
      await request(app.getHttpServer()).get('/own').expect(401);

      const token = await request(app.getHttpServer())
        .post('/auth/token')
        .auth('billing', body.clientSecret)
        .type('form')
        .send({ grant_type: 'client_credentials' })
        .expect(200);
      const bearer = `Bearer ${token.body.access_token}`;
      // A token of the API's audience must not open what the key opens.
      await register().set('authorization', bearer).expect(401);
      await request(app.getHttpServer()).get('/organizations').set('authorization', bearer).expect(401);
    });

    it('stay behind the application’s guards when the host brings its own', async () => {
      await start({ guards: [ClientAuthGuard] });
      await register().expect(401);
      await register().set('x-internal-api-key', KEY).expect(401);
      await app.close();
      await start({ guards: [InternalApiKeyGuard] });
      await register().set('x-internal-api-key', KEY).expect(401);
    });
  },
);

import { Controller, Get, Logger, Module, Req, UseGuards, type INestApplication } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import type { App } from 'supertest/types.js';
import { BoundedLane } from '../../domain/resilience/bounded-lane.js';
import {
  addM2MAuthOpenApi,
  ApiKeysService,
  ClientAuthGuard,
  M2MAuthModule,
  OrganizationsService,
  type RequestWithClientToken,
} from '../../index.js';

@Controller('who')
@UseGuards(ClientAuthGuard)
class WhoController {
  @Get()
  who(@Req() { clientToken }: RequestWithClientToken): object {
    return { credential: clientToken?.credential, audience: clientToken?.audience };
  }
}
@Module({ controllers: [WhoController] })
class WhoModule {}

describe('M2MAuthModule and API keys', () => {
  let app: INestApplication<App>;
  const warned: string[] = [];

  beforeEach(() => {
    warned.length = 0;
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((message) => void warned.push(String(message)));
  });
  afterEach(async () => {
    await app.close();
    jest.restoreAllMocks();
  });

  const start = async (apiKeys?: boolean): Promise<App> => {
    const m2mAuth = M2MAuthModule.forRoot({
      issuer: 'https://auth.example.com',
      audience: ['https://api.example.com', 'reports'],
      apiKeys,
    });
    const compiled = await Test.createTestingModule({ imports: [m2mAuth, WhoModule] }).compile();
    app = await compiled.createNestApplication<INestApplication<App>>({ logger: false }).init();
    await app.get(OrganizationsService).create({ id: 'acme', name: 'Acme' });
    return app.getHttpServer();
  };
  const make = (value?: string) =>
    app.get(ApiKeysService).create({
      name: 'A key',
      owner: { type: 'organization', id: 'acme' },
      permissions: [],
      ...(value === undefined ? {} : { value, imported: true }),
    });
  const schemes = (): object | undefined => {
    const document: Parameters<typeof addM2MAuthOpenApi>[1] = { paths: {} };
    return addM2MAuthOpenApi(app, document).components?.securitySchemes;
  };

  it('accepts them where that is asked for, for all audiences of the application', async () => {
    const server = await start(true);
    const { value = '' } = await make();
    const answer = await request(server).get('/who').set('x-api-key', value);
    expect(answer.body).toEqual({ credential: 'api_key', audience: ['https://api.example.com', 'reports'] });
    expect(schemes()).toMatchObject({ 'api-key': { type: 'apiKey', in: 'header', name: 'x-api-key' } });
  });

  it.each([undefined, false])('accepts none where it says %j, though they can be made', async (apiKeys) => {
    const server = await start(apiKeys);
    const { value = '' } = await make();
    expect((await request(server).get('/who').set('x-api-key', value)).status).toBe(401);
    expect((await request(server).get('/who').set('authorization', `Bearer ${value}`)).status).toBe(401);
    expect(await app.get(ApiKeysService).validate(value)).not.toBeNull();
    expect(schemes()).not.toHaveProperty('api-key');
  });

  it('reads made-up keys in turn by address, however a proxy writes it', async () => {
    const server = await start(true);
    (app as unknown as NestExpressApplication).set('trust proxy', true);
    const run = jest.spyOn(BoundedLane.prototype, 'run');
    for (const address of ['203.0.113.8:40001', '203.0.113.8:40002', '::ffff:cb00:7108', '[2001:db8::1]:1']) {
      const answer = await request(server)
        .get('/who')
        .set('x-forwarded-for', address)
        .set('x-api-key', `sk_test_${address.replaceAll(/\W/g, '_')}`);
      expect(answer.status).toBe(401);
    }
    const [one, other] = ['203.0.113.8', '2001:db8:0:0::/56'];
    expect(run.mock.calls.map(([whose]) => whose)).toEqual([one, one, one, other]);
  });

  it('warns of an imported key that can be guessed, without its value', async () => {
    await start(true);
    const { id } = await make('sk_test_ci');
    expect(warned.filter((message) => message.includes(id))).toHaveLength(1);
    expect(warned.join()).not.toContain('sk_test_ci');
  });
});

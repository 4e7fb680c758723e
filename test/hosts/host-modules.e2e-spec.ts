import { Controller, Get, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtModule, JwtService } from '@nestjs/jwt';
import { ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import { M2MAuthModule, OauthClientsService, Public } from 'nestjs-m2m-auth';
import { createApp, listen, PLATFORMS, type RunningApp } from '../support/platforms.js';

@Controller('hello')
class HelloController {
  @Get()
  @Public()
  hello(): string {
    return 'hello';
  }
}

@Module({
  imports: [
    ThrottlerModule.forRoot([{ ttl: 60_000, limit: 1 }]),
    JwtModule.register({ global: true, secret: "the host's own secret", signOptions: { expiresIn: '15m' } }),
    M2MAuthModule.forRoot({ issuer: 'http://localhost', audience: 'http://localhost/api' }),
  ],
  controllers: [HelloController],
  providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }],
})
class HostModule {}

describe.each(PLATFORMS)('a host with its own ThrottlerModule and JwtModule on %s', (platform) => {
  let running: RunningApp;

  beforeAll(async () => {
    running = await listen(await createApp(platform, HostModule));
  });
  afterAll(() => running.app.close());

  it("is throttled by its own rules, while the token endpoint keeps to the library's", async () => {
    const { clientId, clientSecret = '' } = await running.app
      .get(OauthClientsService)
      .register({ name: 'host', scopes: [] });
    const statuses = [];
    for (let request = 0; request < 3; request += 1) {
      const body = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
      });
      statuses.push((await fetch(`${running.url}/auth/token`, { method: 'POST', body })).status);
    }
    expect(statuses).toEqual([200, 200, 200]);
    const hello = [await fetch(`${running.url}/hello`), await fetch(`${running.url}/hello`)];
    expect(hello.map(({ status }) => status)).toEqual([200, 429]);
  });

  it("signs its users' tokens with its own JwtService, as before", () => {
    const jwt = running.app.get(JwtService, { strict: false });
    const claims = jwt.verify<{ sub: string; iat: number; exp: number }>(jwt.sign({ sub: 'user' }));
    expect(claims).toMatchObject({ sub: 'user' });
    expect(claims.exp - claims.iat).toBe(900);
  });
});

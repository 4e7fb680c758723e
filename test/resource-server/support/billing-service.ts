import {
  Controller,
  Get,
  Module,
  UseGuards,
  type INestApplication,
  type LoggerService,
} from '@nestjs/common';
import {
  ClientAuthGuard,
  CurrentClient,
  M2MResourceServerModule,
  RequireScopes,
  ScopesGuard,
  type ClientToken,
  type M2MResourceServerExtras,
  type M2MResourceServerOptions,
} from 'nestjs-m2m-auth/resource-server';
import { createApp, listen, type Platform } from '../../support/platforms.js';
import { RESOURCE } from './authorization-server.js';

@Controller('invoices')
@UseGuards(ClientAuthGuard, ScopesGuard)
class InvoicesController {
  @Get()
  @RequireScopes('invoices:read')
  list(@CurrentClient() client: ClientToken): object {
    return { for: client.clientId, tenant: client.claims.tenant_id };
  }

  @Get('all')
  @RequireScopes('invoices:admin')
  all(): object {
    return {};
  }
}

@Controller('bills')
@UseGuards(ClientAuthGuard, ScopesGuard)
class BillsController {
  @Get()
  @RequireScopes('bills:read', 'invoices:read')
  list(): object {
    return {};
  }

  @Get('any')
  @RequireScopes({ anyOf: ['bills:read', 'bills:audit'] })
  any(@CurrentClient() { scopes }: ClientToken): object {
    return { scopes };
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export type BillingOptions = Partial<M2MResourceServerOptions> & { issuer: string } & M2MResourceServerExtras;

/** An application that accepts tokens and does nothing else. */
export class BillingService {
  /** What it fetched, by path. */
  readonly fetched: string[] = [];
  readonly warnings: string[] = [];
  private app: INestApplication | undefined;
  private url = '';

  static async start(platform: Platform, options: BillingOptions): Promise<BillingService> {
    const service = new BillingService();
    const module = M2MResourceServerModule.forRoot({
      audience: RESOURCE,
      fetch: (url, request) => {
        service.fetched.push(new URL(url).pathname);
        return fetch(url, request);
      },
      ...options,
    });
    @Module({ imports: [module], controllers: [InvoicesController, BillsController] })
    class BillingModule {}
    const logger: LoggerService = {
      log: () => undefined,
      error: () => undefined,
      warn: (message: unknown) => service.warnings.push(String(message)),
    };
    const running = await listen(await createApp(platform, BillingModule, { logger }));
    service.app = running.app;
    service.url = running.url;
    return service;
  }

  async get(path: string, token?: string): Promise<Answer> {
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(this.url + path, { headers });
    return { status: response.status, headers: response.headers, body: await response.json() };
  }

  async statusOf(token: string): Promise<number> {
    return (await this.get('/invoices', token)).status;
  }

  async stop(): Promise<void> {
    await this.app?.close();
  }
}

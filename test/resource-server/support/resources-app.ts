import {
  Controller,
  Get,
  Module,
  UseGuards,
  type DynamicModule,
  type INestApplication,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import {
  ClientAuthGuard,
  ProtectedResource,
  RequireScopes,
  ScopesGuard,
  type ProtectedResourceOptions,
} from 'nestjs-m2m-auth/resource-server';
import { createApp, listen, type Platform } from '../../support/platforms.js';

export const API = 'https://api.example.com';
export const MCP = 'https://api.example.com/mcp';
export const TENANT = 'https://api.example.com/mcp?tenant=1';

@Controller('reports')
class ReportsController {
  @Get()
  @RequireScopes('reports:read')
  list(): object {
    return {};
  }
}

@Controller('mcp')
@UseGuards(ClientAuthGuard, ScopesGuard)
@ProtectedResource(MCP)
class McpController {
  @Get()
  @RequireScopes('mcp:call')
  call(): object {
    return {};
  }

  @Get('tenant')
  @ProtectedResource(TENANT)
  tenant(): object {
    return {};
  }
}

const GUARDS = [
  { provide: APP_GUARD, useExisting: ClientAuthGuard },
  { provide: APP_GUARD, useExisting: ScopesGuard },
];

export const DETAILS: readonly ProtectedResourceOptions[] = [
  {
    resource: MCP,
    scopesSupported: ['mcp:call'],
    name: 'Tools',
    documentation: 'https://docs.example.com/mcp',
  },
];

/** An application of several resources that is closed throughout and lives under a prefix. */
export const startResourcesApp = async (
  platform: Platform,
  module: DynamicModule,
): Promise<{ app: INestApplication; url: string }> => {
  @Module({ imports: [module], controllers: [ReportsController, McpController], providers: GUARDS })
  class ResourcesModule {}
  const app = await createApp(platform, ResourcesModule, { logger: false });
  app.setGlobalPrefix('api');
  return listen(app);
};

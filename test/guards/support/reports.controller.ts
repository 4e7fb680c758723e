import { Controller, Get, Module, Post, Req, UseGuards } from '@nestjs/common';
import type { ClientToken } from '../../../libs/m2m-auth/src/oauth/client-token.js';
import { ClientAuthGuard } from '../../../libs/m2m-auth/src/resource-server/client-auth.guard.js';
import { CurrentClient } from '../../../libs/m2m-auth/src/resource-server/current-client.decorator.js';
import { Public } from '../../../libs/m2m-auth/src/resource-server/public.decorator.js';
import type { RequestWithClientToken } from '../../../libs/m2m-auth/src/resource-server/request-with-client-token.js';
import { RequireScopes } from '../../../libs/m2m-auth/src/resource-server/require-scopes.decorator.js';
import { ScopesGuard } from '../../../libs/m2m-auth/src/resource-server/scopes.guard.js';

/** Guards on the class; scopes on the class that handlers take the place of. */
@Controller('reports')
@UseGuards(ClientAuthGuard, ScopesGuard)
@RequireScopes('reports:read')
export class ReportsController {
  @Get()
  list(@CurrentClient() client: ClientToken): object {
    return { clientId: client.clientId, tenant: client.claims.tenant_id };
  }

  @Post()
  @RequireScopes('reports:read', 'reports:write')
  create(@Req() request: RequestWithClientToken): object {
    return { clientId: request.clientToken?.clientId };
  }

  @Get('any')
  @RequireScopes({ anyOf: ['reports:admin', 'reports:write'] })
  any(): object {
    return {};
  }

  @Get('open')
  @Public()
  open(@CurrentClient() client: ClientToken | undefined): object {
    return { clientId: client?.clientId ?? null };
  }
}

/** Guards on single routes, and none. */
@Controller('single')
export class SingleRoutesController {
  @Get('guarded')
  @UseGuards(ClientAuthGuard)
  guarded(@CurrentClient() client: ClientToken): object {
    return { clientId: client.clientId };
  }

  @Get('scopes-only')
  @UseGuards(ScopesGuard)
  @RequireScopes('reports:read')
  scopesOnly(): object {
    return {};
  }

  @Get('no-scopes')
  @UseGuards(ScopesGuard)
  noScopes(): object {
    return {};
  }

  @Get('forgotten')
  forgotten(@CurrentClient() client: ClientToken): object {
    return { clientId: client.clientId };
  }
}

/** Without any guard of its own: for an application whose guards are global. */
@Controller('global')
export class GlobalController {
  @Get()
  @RequireScopes('reports:read')
  closed(@CurrentClient() client: ClientToken): object {
    return { clientId: client.clientId };
  }

  @Get('open')
  @Public()
  open(): object {
    return {};
  }
}

/** A feature module that knows nothing of where the verifier comes from. */
@Module({ controllers: [GlobalController] })
export class GlobalFeatureModule {}

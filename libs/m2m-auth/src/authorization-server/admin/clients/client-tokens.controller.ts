import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  NotFoundException,
  Param,
  Post,
  Query,
  UseGuards,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import { OauthClientsService } from '../../../domain/clients/oauth-clients.service.js';
import { NotFoundError } from '../../../domain/errors.js';
import { pageOfList, type PageOf } from '../../../domain/stores/cursor.js';
import { RevocationService } from '../../../domain/revocation/revocation.service.js';
import type { LiveToken, LiveTokenRegister } from '../../../domain/revocation/live-token-register.js';
import { LIVE_TOKEN_REGISTER } from '../../authorization-server.tokens.js';
import { AdminBodyInterceptor } from '../admin-body.interceptor.js';
import { AdminErrorsInterceptor } from '../admin-errors.interceptor.js';
import { adminPipe } from '../admin.pipe.js';
import { InternalApiKeyGuard } from '../internal-api-key.guard.js';
import { PageQueryDto } from '../page-query.dto.js';
import { RevokeTokensDto } from './revoke-tokens.dto.js';

/** The live tokens of a client, behind the internal API key. */
@Controller('oauth-clients/:clientId')
@UseGuards(InternalApiKeyGuard)
@UseInterceptors(AdminErrorsInterceptor, AdminBodyInterceptor)
@UsePipes(adminPipe())
export class ClientTokensController {
  constructor(
    private readonly clients: OauthClientsService,
    private readonly revocation: RevocationService,
    @Inject(LIVE_TOKEN_REGISTER) private readonly register: LiveTokenRegister | null,
  ) {}

  /** Ends one token, or all of them; 204 means that every guard refuses them from now on. */
  @Post('revoke-tokens')
  @HttpCode(204)
  async revoke(@Param('clientId') clientId: string, @Body() input: RevokeTokensDto): Promise<void> {
    if (input.jti === undefined) await this.revocation.revokeAllTokens(clientId);
    else await this.revocation.revokeToken(clientId, { jti: input.jti });
  }

  /** The newest live tokens, at most 1,000: all of them unless a limit is given. 404 when the register is not kept. */
  @Get('tokens')
  async list(@Param('clientId') clientId: string, @Query() query: PageQueryDto): Promise<PageOf<LiveToken>> {
    if (!this.register) throw new NotFoundException('This server keeps no register of live tokens.');
    if (!(await this.clients.find(clientId))) throw new NotFoundError('client');
    const tokens = await this.register.list(clientId);
    return pageOfList(tokens, query, (token) => ({ createdAt: token.issuedAt, id: token.jti }));
  }
}

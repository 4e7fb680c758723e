import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Post,
  Query,
  UseGuards,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import type { PageOf } from '../../../domain/stores/cursor.js';
import type { InitialAccessTokenView } from '../../../domain/registration/initial-access-token.js';
import {
  InitialAccessTokensService,
  type IssuedInitialAccessToken,
} from '../../../domain/registration/initial-access-tokens.service.js';
import { AdminBodyInterceptor } from '../admin-body.interceptor.js';
import { AdminErrorsInterceptor } from '../admin-errors.interceptor.js';
import { adminPipe } from '../admin.pipe.js';
import { InternalApiKeyGuard } from '../internal-api-key.guard.js';
import { PageQueryDto } from '../page-query.dto.js';
import { CreateInitialAccessTokenDto } from './create-initial-access-token.dto.js';

/** The tokens by which clients may register themselves, behind the internal API key. */
@Controller('initial-access-tokens')
@UseGuards(InternalApiKeyGuard)
@UseInterceptors(AdminErrorsInterceptor, AdminBodyInterceptor)
@UsePipes(adminPipe())
export class InitialAccessTokensController {
  constructor(private readonly tokens: InitialAccessTokensService) {}

  /** 201 with the value: the only time that it is shown. 409 where registration is off. */
  @Post()
  create(@Body() input: CreateInitialAccessTokenDto): Promise<IssuedInitialAccessToken> {
    return this.tokens.create(input);
  }

  @Get()
  list(@Query() query: PageQueryDto): Promise<PageOf<InitialAccessTokenView>> {
    return this.tokens.list(query);
  }

  @Delete(':id')
  @HttpCode(204)
  async delete(@Param('id') id: string): Promise<void> {
    await this.tokens.delete(id);
  }
}

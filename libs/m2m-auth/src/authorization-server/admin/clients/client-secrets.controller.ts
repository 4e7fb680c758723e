import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  UseGuards,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import { ClientSecretsService, type AddedSecret } from '../../../domain/clients/client-secrets.service.js';
import type { ClientSecretStatus } from '../../../domain/clients/client-view.js';
import { AdminBodyInterceptor } from '../admin-body.interceptor.js';
import { pageOfList, type PageOf } from '../../../domain/stores/cursor.js';
import { AdminErrorsInterceptor } from '../admin-errors.interceptor.js';
import { adminPipe } from '../admin.pipe.js';
import { InternalApiKeyGuard } from '../internal-api-key.guard.js';
import { PageQueryDto } from '../page-query.dto.js';
import { CreateSecretDto } from './create-secret.dto.js';
import { UpdateSecretDto } from './update-secret.dto.js';

/** The secrets of a client, behind the internal API key. */
@Controller('oauth-clients/:clientId/secrets')
@UseGuards(InternalApiKeyGuard)
@UseInterceptors(AdminErrorsInterceptor, AdminBodyInterceptor)
@UsePipes(adminPipe())
export class ClientSecretsController {
  constructor(private readonly secrets: ClientSecretsService) {}

  /** 201 with the secret, if the server made it: the only time that it is shown. */
  @Post()
  add(@Param('clientId') clientId: string, @Body() input: CreateSecretDto): Promise<AddedSecret> {
    return this.secrets.add(clientId, input);
  }

  @Get()
  async list(
    @Param('clientId') clientId: string,
    @Query() query: PageQueryDto,
  ): Promise<PageOf<ClientSecretStatus>> {
    return pageOfList(await this.secrets.list(clientId), query, (secret) => secret);
  }

  /** Another deadline, or none: how a retirement is made, put off or taken back. 409 when it has expired already. */
  @Patch(':secretId')
  update(
    @Param('clientId') clientId: string,
    @Param('secretId') secretId: string,
    @Body() changes: UpdateSecretDto,
  ): Promise<ClientSecretStatus> {
    return this.secrets.update(clientId, secretId, changes);
  }

  /** Ends the tokens that were issued to it as well; 204 means that every guard refuses them from now on. */
  @Delete(':secretId')
  @HttpCode(204)
  async remove(@Param('clientId') clientId: string, @Param('secretId') secretId: string): Promise<void> {
    await this.secrets.remove(clientId, secretId);
  }
}

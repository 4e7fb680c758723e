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
import type { ClientView } from '../../../domain/clients/client-view.js';
import { OauthClientsService, type RegisteredClient } from '../../../domain/clients/oauth-clients.service.js';
import { NotFoundError } from '../../../domain/errors.js';
import type { PageOf } from '../../../domain/stores/cursor.js';
import { AdminBodyInterceptor } from '../admin-body.interceptor.js';
import { AdminErrorsInterceptor } from '../admin-errors.interceptor.js';
import { adminPipe } from '../admin.pipe.js';
import { InternalApiKeyGuard } from '../internal-api-key.guard.js';
import { CreateClientDto } from './create-client.dto.js';
import { ListClientsDto } from './list-clients.dto.js';
import { UpdateClientDto } from './update-client.dto.js';

/** The registered clients, behind the internal API key. */
@Controller('oauth-clients')
@UseGuards(InternalApiKeyGuard)
@UseInterceptors(AdminErrorsInterceptor, AdminBodyInterceptor)
@UsePipes(adminPipe())
export class OauthClientsController {
  constructor(private readonly clients: OauthClientsService) {}

  /** 201 with the secret, if the server made it: the only time that it is shown. */
  @Post()
  register(@Body() input: CreateClientDto): Promise<RegisteredClient> {
    return this.clients.register(input);
  }

  @Get()
  list(@Query() query: ListClientsDto): Promise<PageOf<ClientView>> {
    return this.clients.list(query);
  }

  @Get(':clientId')
  async find(@Param('clientId') clientId: string): Promise<ClientView> {
    const client = await this.clients.find(clientId);
    if (!client) throw new NotFoundError('client');
    return client;
  }

  @Patch(':clientId')
  update(@Param('clientId') clientId: string, @Body() changes: UpdateClientDto): Promise<ClientView> {
    return this.clients.update(clientId, changes);
  }

  @Delete(':clientId')
  @HttpCode(204)
  async delete(@Param('clientId') clientId: string): Promise<void> {
    await this.clients.delete(clientId);
  }
}

import { Body, Controller, HttpCode, Post, UseGuards, UseInterceptors, UsePipes } from '@nestjs/common';
import {
  ClientImportsService,
  type ClientImportResult,
} from '../../../domain/clients/client-imports.service.js';
import { AdminBodyInterceptor } from '../admin-body.interceptor.js';
import { AdminErrorsInterceptor } from '../admin-errors.interceptor.js';
import { adminPipe } from '../admin.pipe.js';
import { InternalApiKeyGuard } from '../internal-api-key.guard.js';
import { ImportClientsDto } from './import-clients.dto.js';

/** Clients of another system, taken over with the hashes of their secrets, behind the internal API key. */
@Controller('oauth-clients/imports')
@UseGuards(InternalApiKeyGuard)
@UseInterceptors(AdminErrorsInterceptor, AdminBodyInterceptor)
@UsePipes(adminPipe())
export class ClientImportsController {
  constructor(private readonly imports: ClientImportsService) {}

  /** 200, also when all of them were there before: what was done stands in the answer. */
  @Post()
  @HttpCode(200)
  import(@Body() { clients, ...options }: ImportClientsDto): Promise<ClientImportResult> {
    return this.imports.import(clients, options);
  }
}

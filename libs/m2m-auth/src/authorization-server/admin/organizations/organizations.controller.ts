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
import type { Organization } from '../../../domain/organizations/organization.js';
import { OrganizationsService } from '../../../domain/organizations/organizations.service.js';
import type { PageOf } from '../../../domain/stores/cursor.js';
import { AdminBodyInterceptor } from '../admin-body.interceptor.js';
import { AdminErrorsInterceptor } from '../admin-errors.interceptor.js';
import { adminPipe } from '../admin.pipe.js';
import { InternalApiKeyGuard } from '../internal-api-key.guard.js';
import { PageQueryDto } from '../page-query.dto.js';
import { CreateOrganizationDto } from './create-organization.dto.js';

/** The tenants, behind the internal API key. */
@Controller('organizations')
@UseGuards(InternalApiKeyGuard)
@UseInterceptors(AdminErrorsInterceptor, AdminBodyInterceptor)
@UsePipes(adminPipe())
export class OrganizationsController {
  constructor(private readonly organizations: OrganizationsService) {}

  @Post()
  create(@Body() input: CreateOrganizationDto): Promise<Organization> {
    return this.organizations.create(input);
  }

  @Get()
  list(@Query() query: PageQueryDto): Promise<PageOf<Organization>> {
    return this.organizations.list(query);
  }

  /** 409 while a client or an API key belongs to it. */
  @Delete(':id')
  @HttpCode(204)
  async delete(@Param('id') id: string): Promise<void> {
    await this.organizations.delete(id);
  }
}

import { Body, Controller, Get, Post, Query, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiCreatedResponse, ApiOAuth2, ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import {
  ClientAuthGuard,
  CurrentClient,
  RequireScopes,
  ScopesGuard,
  type ClientToken,
} from 'nestjs-m2m-auth';
import { DatabaseOutageInterceptor } from '../database/database-outage.interceptor.js';
import { CreateReportDto } from './dto/create-report.dto.js';
import { ListReportsDto } from './dto/list-reports.dto.js';
import { ReportDto, ReportPageDto } from './dto/report.dto.js';
import { ReportsService } from '../database/reports/reports.service.js';
import { tenantOf } from './tenant.js';

/** What a resource server looks like. The tenant comes from the verified token, never from a header. */
@ApiTags('reports')
@Controller('reports')
@UseGuards(ClientAuthGuard, ScopesGuard)
@UseInterceptors(DatabaseOutageInterceptor)
export class ReportsController {
  constructor(private readonly reports: ReportsService) {}

  @Get()
  @RequireScopes('reports:read')
  @ApiOAuth2(['reports:read'])
  @ApiSecurity('api-key')
  @ApiOkResponse({ type: ReportPageDto })
  async list(@CurrentClient() client: ClientToken, @Query() query: ListReportsDto): Promise<ReportPageDto> {
    const { reports, nextCursor } = await this.reports.list(tenantOf(client), query);
    return { data: reports.map((report) => new ReportDto(report)), nextCursor };
  }

  @Post()
  @RequireScopes('reports:write')
  @ApiOAuth2(['reports:write'])
  @ApiSecurity('api-key')
  @ApiCreatedResponse({ type: ReportDto })
  async create(@CurrentClient() client: ClientToken, @Body() body: CreateReportDto): Promise<ReportDto> {
    return new ReportDto(await this.reports.create(tenantOf(client), body.title));
  }
}

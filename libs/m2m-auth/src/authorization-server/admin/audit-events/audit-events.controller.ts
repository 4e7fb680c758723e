import { Controller, Get, Query, UseGuards, UseInterceptors, UsePipes } from '@nestjs/common';
import { AuditEventsService } from '../../../domain/audit/audit-events.service.js';
import type { StoredAuditEvent } from '../../../domain/audit/audit-event.js';
import type { PageOf } from '../../../domain/stores/cursor.js';
import { AdminErrorsInterceptor } from '../admin-errors.interceptor.js';
import { adminPipe } from '../admin.pipe.js';
import { InternalApiKeyGuard } from '../internal-api-key.guard.js';
import { ListAuditEventsDto } from './list-audit-events.dto.js';

/** The audit, behind the internal API key. */
@Controller('audit-events')
@UseGuards(InternalApiKeyGuard)
@UseInterceptors(AdminErrorsInterceptor)
@UsePipes(adminPipe())
export class AuditEventsController {
  constructor(private readonly events: AuditEventsService) {}

  @Get()
  list(@Query() query: ListAuditEventsDto): Promise<PageOf<StoredAuditEvent>> {
    return this.events.list(query);
  }
}

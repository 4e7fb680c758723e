import { Body, Controller, HttpCode, Post, UseGuards, UseInterceptors, UsePipes } from '@nestjs/common';
import type {
  AppliedConfiguration,
  ConfigurationPlan,
} from '../../../domain/configuration/configuration-plan.js';
import { ConfigurationService } from '../../../domain/configuration/configuration.service.js';
import { AdminBodyInterceptor } from '../admin-body.interceptor.js';
import { AdminErrorsInterceptor } from '../admin-errors.interceptor.js';
import { adminPipe } from '../admin.pipe.js';
import { InternalApiKeyGuard } from '../internal-api-key.guard.js';
import { ApplyConfigurationDto } from './apply-configuration.dto.js';

/** Organizations, clients and API keys as one document, behind the internal API key. */
@Controller('configuration')
@UseGuards(InternalApiKeyGuard)
@UseInterceptors(AdminErrorsInterceptor, AdminBodyInterceptor)
@UsePipes(adminPipe())
export class ConfigurationController {
  constructor(private readonly configuration: ConfigurationService) {}

  @Post('plan')
  @HttpCode(200)
  plan(@Body() { document, ...options }: ApplyConfigurationDto): Promise<ConfigurationPlan> {
    return this.configuration.plan(document, options);
  }

  /** 200 with the secrets that were made: the only time that they are shown. */
  @Post('apply')
  @HttpCode(200)
  apply(@Body() { document, ...options }: ApplyConfigurationDto): Promise<AppliedConfiguration> {
    return this.configuration.apply(document, options);
  }
}

import { Controller, Get, HttpCode, Inject, ServiceUnavailableException } from '@nestjs/common';
import { ApiOkResponse, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import { M2MHealthIndicator } from 'nestjs-m2m-auth';
import { DependenciesHealthIndicator } from './dependencies.health.js';
import { ServerState } from './server-state.js';

/** Three questions that orchestrators ask, kept apart: a failing dependency must not restart or empty the fleet. */
@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly dependencies: DependenciesHealthIndicator,
    private readonly m2m: M2MHealthIndicator,
    @Inject(ServerState) private readonly state: ServerState,
  ) {}

  /** This process answers. */
  @Get('live')
  @HttpCode(200)
  @ApiOkResponse()
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** This process has started, has its revocations, and is not stopping. */
  @Get('ready')
  @ApiOkResponse()
  @ApiServiceUnavailableResponse()
  ready(): { status: 'ok' } {
    if (this.state.stopping || !this.m2m.ready()) throw new ServiceUnavailableException();
    return { status: 'ok' };
  }

  /** The database and Redis answer. */
  @Get('dependencies')
  @HealthCheck()
  dependenciesUp(): Promise<HealthCheckResult> {
    return this.health.check([() => this.dependencies.database(), () => this.dependencies.redis()]);
  }
}

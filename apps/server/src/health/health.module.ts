import { Module, type DynamicModule } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { DependenciesHealthIndicator } from './dependencies.health.js';
import { HealthController } from './health.controller.js';
import { ServerState } from './server-state.js';

@Module({})
export class HealthModule {
  static forState(state: ServerState): DynamicModule {
    return {
      module: HealthModule,
      imports: [TerminusModule.forRoot({ logger: false })],
      controllers: [HealthController],
      providers: [DependenciesHealthIndicator, { provide: ServerState, useValue: state }],
    };
  }
}

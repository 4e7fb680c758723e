import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { M2MHealthIndicator } from 'nestjs-m2m-auth';
import { within } from './within.js';

const PATIENCE_MS = 1_000;

type Dependencies = Pick<
  Awaited<ReturnType<M2MHealthIndicator['check']>>,
  'database' | 'redis' | 'redisRefusals'
>;

/** What the library says about its dependencies, in terminus' words. */
@Injectable()
export class DependenciesHealthIndicator {
  #pending: Promise<Dependencies> | undefined;

  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly m2m: M2MHealthIndicator,
  ) {}

  async database(): Promise<HealthIndicatorResult> {
    const check = this.indicators.check('database');
    return (await this.#look()).database === 'up' ? check.up() : check.down();
  }

  async redis(): Promise<HealthIndicatorResult> {
    const check = this.indicators.check('redis');
    const { redis, redisRefusals } = await this.#look();
    if (redis === 'none') return check.up({ configured: false });
    return redis === 'up' ? check.up() : check.down({ refusals: redisRefusals });
  }

  /** One look at a time serves all who ask meanwhile. */
  #look(): Promise<Dependencies> {
    this.#pending ??= within<Dependencies>(PATIENCE_MS, this.m2m.check(), {
      database: 'down',
      redis: 'down',
      redisRefusals: this.m2m.redisRefusals(),
    }).finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }
}

import { Logger } from '@nestjs/common';
import type { ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import { afterServerClosed } from './after-server-closed.js';
import type { BodyLimits } from './collect-body.js';
import { claimPaths } from './claimed-paths.js';
import type { OAuthEndpoint } from './endpoint.js';
import { EndpointServer } from './endpoint-server.js';
import { EndpointTable } from './endpoint-table.js';
import { ExpressBinding } from './express-binding.js';
import type { ExpressAdapterLike } from './express-platform.js';
import { FastifyBinding } from './fastify-binding.js';
import type { FastifyAdapterLike } from './fastify-platform.js';
import { underGlobalPrefix } from './global-prefix.js';
import { JsonRoutes, type JsonRoute } from './json-routes.js';

const DEFAULT_BODY_LIMIT = 32 * 1024;
const DEFAULT_JSON_BODY_LIMIT = 1024 * 1024;
const DEFAULT_MAX_PARAMETERS = 64;

export interface OAuthHttpBindingOptions {
  /** Largest request body in bytes, 32 KiB by default. */
  readonly bodyLimit?: number;
  /** Most parameters in one body, known or not, 64 by default. */
  readonly maxParameters?: number;
  /** Routes of Nest's router whose bodies are read here instead of by the host's parsers; paths without global prefix. */
  readonly jsonRoutes?: readonly JsonRoute[];
  /** Largest body of those routes in bytes, 1 MiB by default. */
  readonly jsonBodyLimit?: number;
  /** Is handed every error that became a 5xx answer; by default its name is logged, with its stack. */
  readonly onError?: (error: unknown) => void;
}

const logError = (error: unknown): void =>
  new Logger('OAuthHttpBinding').error(
    'A request to an OAuth endpoint failed.',
    error instanceof Error ? error.stack : undefined,
  );

/**
 * Puts the OAuth endpoints into the host application, outside Nest's router, so that none of the host's global
 * pipes, guards, interceptors, filters, parsers or versioning changes what the specifications fix.
 *
 * A module creates it once, calls {@link configure} from its own `configure(consumer)` and {@link onModuleInit} from
 * its own `onModuleInit()`. In an application without HTTP (a context, a microservice) it does nothing.
 *
 * @throws Error on an HTTP platform other than Express 5 and Fastify 5
 */
export class OAuthHttpBinding {
  private readonly server: EndpointServer;
  private readonly limits: BodyLimits;
  private readonly jsonRoutes: readonly JsonRoute[];
  private express: ExpressBinding | undefined;
  private fastify: FastifyBinding | undefined;
  private bound: unknown;
  private table: EndpointTable | undefined;

  constructor(
    private readonly httpAdapterHost: HttpAdapterHost,
    private readonly applicationConfig: ApplicationConfig,
    private readonly endpoints: readonly OAuthEndpoint[],
    options: OAuthHttpBindingOptions = {},
  ) {
    this.limits = {
      endpoints: options.bodyLimit ?? DEFAULT_BODY_LIMIT,
      routes: options.jsonBodyLimit ?? DEFAULT_JSON_BODY_LIMIT,
    };
    this.jsonRoutes = options.jsonRoutes ?? [];
    this.server = new EndpointServer({
      maxParameters: options.maxParameters ?? DEFAULT_MAX_PARAMETERS,
      onError: options.onError ?? logError,
    });
    // With NestFactory the adapter is there already; with @nestjs/testing it comes after the providers.
    this.attach();
    // The first releases of Nest 11 have no init$; there configure() is the first to see a testing module's adapter.
    const { init$ } = httpAdapterHost as Partial<Pick<HttpAdapterHost, 'init$'>>;
    init$?.subscribe(() => this.attach());
  }

  /** Call from the module's `configure(consumer)`: from here on the global prefix is known. */
  configure(): void {
    this.attach();
    if (this.bound === undefined) return;
    const table = this.createTable();
    const routes = new JsonRoutes(this.jsonRoutes, (path) => underGlobalPrefix(this.applicationConfig, path));
    this.table = table;
    this.express?.dispatchBeforeRoutes({ table, routes });
    if (this.jsonRoutes.length > 0) this.fastify?.readBodiesOf(routes);
  }

  /** Call from the module's `onModuleInit()`: by now the host's routes stand. */
  onModuleInit(): void {
    this.express?.refuseUnknownAfterRoutes();
    if (this.table) this.fastify?.bind(this.table);
  }

  /**
   * Call from the module's `beforeApplicationShutdown()`. Runs the task when the HTTP server has answered its last
   * request; at once where there is no HTTP server.
   */
  async afterServerClosed(task: () => Promise<void>): Promise<void> {
    const adapter = this.adapter;
    if (adapter) afterServerClosed(adapter, task);
    else await task();
  }

  /** The declared type hides that there is none before init$ and without HTTP. */
  private get adapter(): HttpAdapterHost['httpAdapter'] | null | undefined {
    return this.httpAdapterHost.httpAdapter;
  }

  private attach(): void {
    const adapter = this.adapter;
    if (!adapter || adapter === this.bound) {
      return;
    }
    this.bound = adapter;
    const platform = adapter.getType();
    switch (platform) {
      case 'express':
        this.express = new ExpressBinding(adapter as ExpressAdapterLike, this.server, this.limits);
        this.express.claimFirst();
        return;
      case 'fastify':
        this.fastify = new FastifyBinding(adapter as FastifyAdapterLike, this.server, this.limits);
        return;
      default:
        throw new Error(
          `nestjs-m2m-auth serves its OAuth endpoints on the Express and Fastify adapters; this application uses "${platform}".`,
        );
    }
  }

  private createTable(): EndpointTable {
    const table = new EndpointTable(this.endpoints, (path) =>
      underGlobalPrefix(this.applicationConfig, path),
    );
    claimPaths(this.httpAdapterHost.httpAdapter, this, table);
    return table;
  }
}

import { ValidationPipe, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { AppliedConfiguration } from 'nestjs-m2m-auth';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { AppModule } from './app.module.js';
import { resolveSecrets, type ResolvedSecrets } from './config/resolve-secrets.js';
import type { ServerConfig } from './config/server-config.js';
import { applyConfigurationFile } from './configuration-file/apply-configuration-file.js';
import { connectDatabase, type DatabaseConnection } from './database/database-connection.js';
import { ServerState } from './health/server-state.js';
import { drain } from './http/drain.js';
import { createHttpPlatform } from './http/http-platform.js';
import { UnknownRouteFilter } from './http/unknown-route.filter.js';
import { securityHeaders } from './http/security-headers.js';
import { createLogger } from './logging/logger.js';
import { NestLogger } from './logging/nest-logger.js';
import { logRequests } from './logging/request-log.js';
import { serveDocumentation } from './openapi/openapi.js';

const DRAIN_MS = 10_000;

export interface RunningServer {
  readonly app: INestApplication;
  /** Where it listens, e.g. `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly secrets: ResolvedSecrets;
  /** What the configuration file has changed, and the secrets that were made; undefined without a file. */
  readonly applied: AppliedConfiguration | undefined;
  /** Lets requests in flight finish, at most ten seconds, and closes everything. Safe to call twice. */
  close(): Promise<void>;
}

/** Is told as soon as the configuration file is applied: whatever fails after that, secrets were made and are shown once. */
type OnApplied = (applied: AppliedConfiguration) => void;

/**
 * Starts the server that the configuration describes.
 *
 * @throws ConfigError when the configuration file cannot be applied.
 * @throws DirectoryInUseError when another process works on the data directory.
 */
export async function createServer(
  config: ServerConfig,
  logger: Logger = createLogger(config.logLevel),
  onApplied: OnApplied = () => undefined,
): Promise<RunningServer> {
  for (const warning of config.warnings) logger.warn(warning);
  const database = await connectDatabase(config, logger);
  try {
    return await start(config, database, logger, onApplied);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function start(
  config: ServerConfig,
  database: DatabaseConnection,
  logger: Logger,
  onApplied: OnApplied,
): Promise<RunningServer> {
  const secrets = resolveSecrets(config);
  const state = new ServerState();
  const app = await createApp(secrets, database, state, logger);
  let applied: AppliedConfiguration | undefined;
  try {
    await app.init();
    applied = await applyConfigurationFile(app, config, logger);
    if (applied !== undefined) onApplied(applied);
    await app.listen(config.http.port, config.http.host);
  } catch (error) {
    await app.close();
    throw error;
  }
  const server = app.getHttpServer() as Server;
  let closing: Promise<void> | undefined;
  const shutDown = async (): Promise<void> => {
    state.stop();
    await drain(server, DRAIN_MS);
    await app.close();
    await database.close();
  };
  const url = urlOf(server, config.http.host);
  return { app, url, secrets, applied, close: () => (closing ??= shutDown()) };
}

async function createApp(
  { config }: ResolvedSecrets,
  database: DatabaseConnection,
  state: ServerState,
  logger: Logger,
): Promise<INestApplication> {
  const protect = securityHeaders(config.environment === 'production');
  const platform = createHttpPlatform(config.http, (request, response, next) =>
    logRequests(logger, request, response, () => protect(request, response, next)),
  );
  const app = await NestFactory.create(AppModule.forConfig(config, database.options, state), platform, {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  app.useGlobalFilters(new UnknownRouteFilter(app.getHttpAdapter()));
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
  if (config.environment !== 'production') serveDocumentation(app);
  return app;
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  const name = ['0.0.0.0', '::'].includes(host) ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

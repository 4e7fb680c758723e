import 'reflect-metadata';
import { createServer, type RunningServer } from './bootstrap.js';
import { ConfigError } from './config/config-error.js';
import { loadConfig } from './config/load-config.js';
import type { ServerConfig } from './config/server-config.js';
import { DirectoryInUseError } from './embedded-database/directory-lock.js';
import { createLogger } from './logging/logger.js';
import { stopOnSignals } from './stop-on-signals.js';
import { madeSecrets } from './welcome/made-secrets.js';
import { welcome } from './welcome/welcome.js';

function readConfigOrExit(): ServerConfig {
  try {
    return loadConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

const config = readConfigOrExit();
if (process.argv.includes('--check-configuration')) {
  for (const warning of config.warnings) process.stderr.write(`Warning: ${warning}\n`);
  process.stdout.write('The configuration is valid.\n');
  process.exit(0);
}
const logger = createLogger(config.logLevel);

for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    logger.fatal({ err: error }, event);
    process.exit(1);
  });
}

function say(text: string | undefined): void {
  if (text !== undefined) process.stdout.write(`\n${text}\n`);
}

let server: RunningServer | undefined;
stopOnSignals(logger, () => server?.close());
try {
  server = await createServer(config, logger, (applied) => say(madeSecrets(applied)));
} catch (error) {
  if (error instanceof DirectoryInUseError || error instanceof ConfigError)
    process.stderr.write(`${error.message}\n`);
  else logger.fatal({ err: error }, 'The server could not start');
  process.exit(1);
}
logger.info(
  { url: server.url, adapter: config.http.adapter, embedded: config.databaseUrl === undefined },
  'listening',
);
say(welcome(server.url, server.secrets));

import type { INestApplicationContext } from '@nestjs/common';
import { ConfigurationService, InvalidConfigurationError, type AppliedConfiguration } from 'nestjs-m2m-auth';
import type { Logger } from 'pino';
import { ConfigError } from '../config/config-error.js';
import type { ServerConfig } from '../config/server-config.js';
import { problemLine } from './configuration-file.js';

/**
 * Applies the file that the configuration names, if there is one, before the first request is served. Nothing is pruned
 * or rotated. In production no secret is generated: it would stand in a log.
 *
 * @throws ConfigError when the file conflicts with what is stored, or needs a secret that may not be generated.
 */
export async function applyConfigurationFile(
  app: INestApplicationContext,
  { seed, environment }: Pick<ServerConfig, 'seed' | 'environment'>,
  logger: Logger,
): Promise<AppliedConfiguration | undefined> {
  if (seed === undefined) return undefined;
  try {
    const applied = await app
      .get(ConfigurationService)
      .apply(seed.document, { generateSecrets: environment !== 'production' });
    report(applied, logger);
    return applied;
  } catch (error) {
    if (!(error instanceof InvalidConfigurationError)) throw error;
    const lines = error.errors.map(problemLine);
    throw new ConfigError([{ name: 'SEED_FILE', message: ['cannot be applied:', ...lines].join('\n') }]);
  }
}

function report({ changes, objects, warnings }: AppliedConfiguration, logger: Logger): void {
  for (const { kind, id, name, action, changed, notes } of objects) {
    if (action !== 'unchanged') logger.info({ kind, id: id ?? name, changed }, `SEED_FILE: ${action}`);
    for (const note of notes) logger.info({ kind, id: id ?? name }, `SEED_FILE: ${note}`);
  }
  for (const { message } of warnings.filter(({ path }) => path === '')) logger.warn(message);
  logger.info({ changes }, 'SEED_FILE applied');
}

import { pino, type DestinationStream, type Logger } from 'pino';
import type { LogLevel } from '../config/server-config.js';
import { redact } from './redact.js';
import { requestContext } from './request-context.js';

/** JSON lines, each with the id of the request it belongs to, and without secrets. */
export function createLogger(level: LogLevel, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: { pid: process.pid },
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => redact(fields) as Record<string, unknown>,
      },
      // `redact` has reduced errors already.
      serializers: { err: (error: unknown) => error },
      mixin: () => {
        const context = requestContext.getStore();
        return context === undefined ? {} : { requestId: context.id };
      },
    },
    destination ?? pino.destination({ dest: 1, sync: true }),
  );
}

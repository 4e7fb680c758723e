import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';
import { scrub } from './scrub.js';

type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** Where Nest tells of every module and route it has set up. */
const verboseContexts: ReadonlySet<string> = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer']);

/** Nest's log on ours. Nest gives the context last, and for errors a stack before it. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  verbose(message: unknown, ...rest: unknown[]): void {
    this.#write('trace', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.#write(verboseContexts.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#write('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.#write('error', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.#write('fatal', message, rest);
  }

  #write(level: Level, message: unknown, rest: readonly unknown[]): void {
    const context = rest.at(-1);
    const err = [message, ...rest].find((part) => part instanceof Error);
    const stack = rest.find((part): part is string => typeof part === 'string' && /\n[ \t]+at /.test(part));
    const fields = {
      ...(typeof context === 'string' && context !== stack ? { context } : {}),
      ...(err === undefined ? {} : { err }),
      ...(stack === undefined
        ? {}
        : {
            frames: stack
              .split('\n')
              .filter((line) => /^\s+at /.test(line))
              .join('\n'),
          }),
      ...(typeof message === 'object' && err === undefined ? { data: message } : {}),
    };
    this.logger[level](fields, typeof message === 'string' ? scrub(message) : 'error');
  }
}

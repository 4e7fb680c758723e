import type { IncomingMessage, ServerResponse } from 'node:http';
import { canonicalAddress } from 'nestjs-m2m-auth';
import type { Logger } from 'pino';
import { randomId } from '../system-random.js';
import { requestContext, type RequestContext } from './request-context.js';
import { scrub } from './scrub.js';

const MAXIMUM_PATH = 256;

/**
 * One line for each request, whoever answers it: written at the server's own door because the OAuth endpoints
 * stand outside the router. Only what is listed here is logged: no header, no query, no body.
 */
export function logRequests(
  logger: Logger,
  request: IncomingMessage,
  response: ServerResponse,
  next: () => void,
): void {
  const context: RequestContext = {
    id: requestIdOf(request),
    ip: canonicalAddress(request.socket.remoteAddress) ?? undefined,
  };
  const { method, url } = request;
  const start = performance.now();
  response.setHeader('x-request-id', context.id);
  response.once('close', () => {
    const path = pathOf(url);
    const status = response.statusCode;
    logger[levelOf(path, status)](
      {
        requestId: context.id,
        method,
        path,
        status,
        durationMs: Math.round((performance.now() - start) * 100) / 100,
        ip: context.ip,
        ...(response.writableFinished ? {} : { aborted: true }),
      },
      'request',
    );
  });
  requestContext.run(context, next);
}

/** The caller's id when it is harmless in a log and a header; else a new one. */
function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\w.-]{1,128}$/.test(given) ? given : randomId();
}

/** A target in absolute form (RFC 9112 §3.2.2) may hold a password before its host. */
const AUTHORITY = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;

function pathOf(url = ''): string {
  // Cut first: the rest would be looked through for nothing. What a cut leaves of a credential is still its shape.
  const head = url.slice(0, 2 * MAXIMUM_PATH).replace(AUTHORITY, '');
  const end = head.search(/[?#]/);
  return scrub(end === -1 ? head : head.slice(0, end)).slice(0, MAXIMUM_PATH);
}

function levelOf(path: string, status: number): 'debug' | 'info' | 'error' {
  if (path.startsWith('/health/')) return 'debug';
  return status >= 500 ? 'error' : 'info';
}

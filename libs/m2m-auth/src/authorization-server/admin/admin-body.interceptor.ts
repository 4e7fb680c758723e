import {
  BadRequestException,
  HttpException,
  Injectable,
  UnsupportedMediaTypeException,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { STATUS_CODES, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { Observable } from 'rxjs';
import { jsonBodyOf } from '../../http/json-body.js';
import type { OAuthError } from '../../oauth/oauth-error.js';
import { bodyProblems } from './admin-body.js';

type BodyRequest = IncomingMessage & {
  /** Fastify's requests are not the message itself. */
  readonly raw?: IncomingMessage;
  readonly body?: unknown;
};

interface HeaderSink {
  header(name: string, value: string): unknown;
}

/**
 * Looks at the body as it was parsed, before any pipe: pipes walk it recursively, drop the names that must be refused,
 * and take an array, a number or a body that nobody could read for an empty object — which here may mean "all tokens".
 */
@Injectable()
export class AdminBodyInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<BodyRequest>();
    const read = jsonBodyOf(request.raw ?? request);
    if (read?.problem) throw refusal(read.problem, http.getResponse<HeaderSink>());
    if (request.method === 'POST' || request.method === 'PATCH') requireReadable(request, read !== undefined);
    return next.handle();
  }
}

/** In Nest's usual shape, as everything that admin routes refuse. */
const refusal = (problem: OAuthError, response: HeaderSink): HttpException => {
  for (const [name, value] of Object.entries(problem.headers)) response.header(name, value);
  const { status, description } = problem;
  return new HttpException(
    { statusCode: status, message: description, error: STATUS_CODES[status] },
    status,
    { cause: problem },
  );
};

/** @param readHere false when a parser of the host's was to read it: without one, nobody could. */
const requireReadable = ({ body, headers }: BodyRequest, readHere: boolean): void => {
  if (body === undefined) {
    if (!readHere && hasContent(headers)) throw new UnsupportedMediaTypeException('The body must be JSON.');
    return;
  }
  const problems = bodyProblems(body);
  if (problems.length > 0) {
    throw new BadRequestException({ statusCode: 400, message: problems, error: 'Bad Request' });
  }
};

const hasContent = (headers: IncomingHttpHeaders): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

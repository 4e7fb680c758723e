import {
  BadRequestException,
  Injectable,
  UnsupportedMediaTypeException,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import type { Observable } from 'rxjs';
import { bodyProblems } from './admin-body.js';

interface BodyRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body?: unknown;
}

/**
 * Looks at the body as it was parsed, before any pipe: pipes walk it recursively, drop the names that must be refused,
 * and take an array, a number or a body that nobody could read for an empty object — which here may mean "all tokens".
 */
@Injectable()
export class AdminBodyInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<BodyRequest>();
    if (request.method === 'POST' || request.method === 'PATCH') requireReadable(request);
    return next.handle();
  }
}

const requireReadable = ({ body, headers }: BodyRequest): void => {
  if (body === undefined) {
    if (hasContent(headers)) throw new UnsupportedMediaTypeException('The body must be JSON.');
    return;
  }
  const problems = bodyProblems(body);
  if (problems.length > 0) {
    throw new BadRequestException({ statusCode: 400, message: problems, error: 'Bad Request' });
  }
};

const hasContent = (headers: IncomingHttpHeaders): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

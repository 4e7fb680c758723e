import {
  BadRequestException,
  ConflictException,
  Injectable,
  NotFoundException,
  ServiceUnavailableException,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { catchError, throwError, type Observable } from 'rxjs';
import { InvalidConfigurationError } from '../../domain/configuration/configuration-problem.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../../domain/errors.js';
import { DuplicateError, PersistenceError } from '../../domain/stores/persistence-errors.js';
import { OAuthError } from '../../oauth/oauth-error.js';

interface HeaderSink {
  header?(name: string, value: string): unknown;
}

/** Gives the errors of the domain Nest's usual shape, so that a host's own filters see what they expect. */
@Injectable()
export class AdminErrorsInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const response = context.switchToHttp().getResponse<HeaderSink>();
    // What is shown once must not be kept by anything in between.
    response.header?.('cache-control', 'no-store');
    return next.handle().pipe(catchError((error: unknown) => throwError(() => toHttp(error, response))));
  }
}

const toHttp = (error: unknown, response: HeaderSink): unknown => {
  if (error instanceof InvalidConfigurationError) {
    // Without what stands there: nothing that was sent is sent back.
    const errors = error.errors.map(({ path, message }) => ({ path, message }));
    return new BadRequestException({
      statusCode: 400,
      message: error.problems,
      errors,
      error: 'Bad Request',
    });
  }
  if (error instanceof InvalidInputError) {
    return new BadRequestException({ statusCode: 400, message: error.problems, error: 'Bad Request' });
  }
  if (error instanceof NotFoundError) return new NotFoundException(error.message);
  if (error instanceof ConflictError || error instanceof DuplicateError) {
    return new ConflictException(error.message);
  }
  if (error instanceof PersistenceError || (error instanceof OAuthError && error.status === 503)) {
    response.header?.('retry-after', '1');
    return new ServiceUnavailableException('The server cannot answer now; try again later.', {
      cause: error,
    });
  }
  return error;
};

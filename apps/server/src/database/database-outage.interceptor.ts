import {
  Injectable,
  ServiceUnavailableException,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { catchError, throwError, type Observable } from 'rxjs';
import { isOutage } from './is-outage.js';

interface HeaderSink {
  header(name: string, value: string): unknown;
}

/** A database that cannot answer now is a 503 to be tried again, not an error of this server. */
@Injectable()
export class DatabaseOutageInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      catchError((error: unknown) => {
        if (!isOutage(error)) return throwError(() => error);
        context.switchToHttp().getResponse<HeaderSink>().header('retry-after', '1');
        return throwError(() => new ServiceUnavailableException('The database cannot answer now.'));
      }),
    );
  }
}

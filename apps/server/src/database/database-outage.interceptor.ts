import {
  Injectable,
  ServiceUnavailableException,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { catchError, tap, throwError, timeout, TimeoutError, type Observable } from 'rxjs';
import { isOutage } from './is-outage.js';
import { OutageBreaker } from './outage-breaker.js';

/** The caller's wait; the statement itself may go on for a little, and its connection with it. */
const ANSWER_MS = 800;

interface HeaderSink {
  header(name: string, value: string): unknown;
}

/** A database that cannot answer now, or not soon, is a 503 to be tried again, not an error of this server. */
@Injectable()
export class DatabaseOutageInterceptor implements NestInterceptor {
  private readonly breaker = new OutageBreaker(() => performance.now());

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const unavailable = (): Observable<never> => {
      context.switchToHttp().getResponse<HeaderSink>().header('retry-after', '1');
      return throwError(() => new ServiceUnavailableException('The database cannot answer now.'));
    };
    if (!this.breaker.admits()) return unavailable();
    return next.handle().pipe(
      timeout(ANSWER_MS),
      tap(() => this.breaker.succeeded()),
      catchError((error: unknown) => {
        if (!(error instanceof TimeoutError) && !isOutage(error)) {
          // It has answered.
          this.breaker.succeeded();
          return throwError(() => error);
        }
        this.breaker.failed();
        return unavailable();
      }),
    );
  }
}

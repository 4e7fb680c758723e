import {
  Inject,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Observable } from 'rxjs';
import { auditAddress } from '../audit/audit-address.js';
import type { RequestActors } from '../audit/request-actors.js';
import { REQUEST_ACTORS } from '../authorization-server.tokens.js';
import { usedInternalApiKey } from './used-internal-api-key.js';

/** Lets the audit of a change know by whom the admin route was called. */
@Injectable()
export class AuditActorInterceptor implements NestInterceptor {
  constructor(@Inject(REQUEST_ACTORS) private readonly actors: RequestActors) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<{ readonly ip?: string }>();
    const actor = { ip: auditAddress(request.ip), internalApiKey: usedInternalApiKey(request) };
    // The route's handler is called when its answer is subscribed to.
    return new Observable((subscriber) => this.actors.run(actor, () => next.handle().subscribe(subscriber)));
  }
}

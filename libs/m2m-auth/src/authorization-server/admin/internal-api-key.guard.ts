import {
  Inject,
  Injectable,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import { INTERNAL_API_KEYS } from '../authorization-server.tokens.js';
import type { InternalApiKeys } from './internal-api-keys.js';
import { markInternalApiKey } from './used-internal-api-key.js';

const HEADER = 'x-internal-api-key';

/**
 * Lets in who presents one of the internal API keys in the header `x-internal-api-key`. Without a configured key it lets
 * nobody in. Outside HTTP it lets nobody in.
 *
 * @throws UnauthorizedException the same for a missing and a wrong key.
 */
@Injectable()
export class InternalApiKeyGuard implements CanActivate {
  constructor(@Inject(INTERNAL_API_KEYS) private readonly keys: InternalApiKeys) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() === 'http') {
      const request = context.switchToHttp().getRequest<{ headers: IncomingHttpHeaders }>();
      const header = request.headers[HEADER];
      const presented = Array.isArray(header) ? header[0] : header;
      const place = presented === undefined ? null : this.keys.placeOf(presented);
      if (place !== null) {
        markInternalApiKey(request, place);
        return true;
      }
    }
    throw new UnauthorizedException('A valid internal API key is required.');
  }
}

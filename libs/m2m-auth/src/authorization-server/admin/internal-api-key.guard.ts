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
/** A 401 names what it asks for (RFC 9110 §15.5.2). The scheme is our own: no client sends this key by itself. */
const CHALLENGE = `InternalApiKey realm="admin", header="${HEADER}"`;

/**
 * Lets in who presents one of the internal API keys in the header `x-internal-api-key`. Without a configured key it lets
 * nobody in. Outside HTTP it lets nobody in.
 *
 * @throws UnauthorizedException the same for a missing and a wrong key, with a challenge of a scheme of its own.
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
      // Both platforms call it so.
      const response = context.switchToHttp().getResponse<{ header(name: string, value: string): unknown }>();
      response.header('www-authenticate', CHALLENGE);
    }
    throw new UnauthorizedException('A valid internal API key is required.');
  }
}

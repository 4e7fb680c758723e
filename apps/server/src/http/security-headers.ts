import helmet from 'helmet';
import type { HttpObserver } from './http-server.js';

/** An API frames nothing and loads nothing; outside production the documentation page needs its own scripts. */
export function securityHeaders(production: boolean): HttpObserver {
  return helmet({
    strictTransportSecurity: production ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    contentSecurityPolicy: production
      ? { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } }
      : { directives: { upgradeInsecureRequests: null } },
  });
}

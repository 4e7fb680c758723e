import type { Provider } from '@nestjs/common';
import { InternalApiKeyGuard } from '../../authorization-server/admin/internal-api-key.guard.js';
import { InternalApiKeys } from '../../authorization-server/admin/internal-api-keys.js';
import { INTERNAL_API_KEYS } from '../../authorization-server/authorization-server.tokens.js';
import type { M2MAuthCore } from './core.js';
import { M2M_AUTH_CORE } from './core.js';
import type { ResolvedOptions } from './resolved-options.js';
import { ACCESS_TOKEN_INSPECTOR } from '../../oauth/ports/access-token-inspector.js';
import { CLOCK, type Clock } from '../../oauth/ports/clock.js';
import { ACCESS_TOKEN_VERIFIER, AccessTokenVerifier } from '../../resource-server/access-token-verifier.js';
import { ANY_AUDIENCE } from '../../resource-server/resource-server-options.js';
import { VerifyingInspector } from '../../resource-server/verifying-inspector.js';
import { ClientAuthGuard } from '../../resource-server/client-auth.guard.js';
import {
  PROTECTED_RESOURCES,
  ProtectedResources,
} from '../../resource-server/metadata/protected-resources.js';
import { SCOPE_HIERARCHY, ScopeHierarchy } from '../../resource-server/scope-hierarchy.js';
import { ScopesGuard } from '../../resource-server/scopes.guard.js';
import { RESOLVED_OPTIONS } from './resolved-options.js';

/** What verifies, and the guards that stand before routes. */
export const guardProviders: Provider[] = [
  {
    provide: INTERNAL_API_KEYS,
    useFactory: (options: ResolvedOptions) => new InternalApiKeys(options.internalApiKeys),
    inject: [RESOLVED_OPTIONS],
  },
  {
    provide: PROTECTED_RESOURCES,
    useFactory: ({ issuer, audiences, protectedResources }: ResolvedOptions) =>
      new ProtectedResources({ issuer, audiences, resources: protectedResources }),
    inject: [RESOLVED_OPTIONS],
  },
  {
    provide: SCOPE_HIERARCHY,
    useFactory: ({ scopeImplications }: ResolvedOptions) => new ScopeHierarchy(scopeImplications),
    inject: [RESOLVED_OPTIONS],
  },
  {
    provide: ACCESS_TOKEN_VERIFIER,
    useFactory: (options: ResolvedOptions, core: M2MAuthCore, clock: Clock) =>
      new AccessTokenVerifier(
        {
          issuer: options.issuer,
          audience: options.audiences,
          realm: options.realm,
          clockSkewSeconds: options.clockSkewSeconds,
        },
        core.keys,
        core.revocations,
        clock,
      ),
    inject: [RESOLVED_OPTIONS, M2M_AUTH_CORE, CLOCK],
  },
  {
    provide: ACCESS_TOKEN_INSPECTOR,
    useFactory: (options: ResolvedOptions, core: M2MAuthCore, clock: Clock) =>
      new VerifyingInspector(
        new AccessTokenVerifier(
          { issuer: options.issuer, audience: ANY_AUDIENCE, clockSkewSeconds: options.clockSkewSeconds },
          core.keys,
          core.revocations,
          clock,
        ),
      ),
    inject: [RESOLVED_OPTIONS, M2M_AUTH_CORE, CLOCK],
  },
  ClientAuthGuard,
  ScopesGuard,
  InternalApiKeyGuard,
];

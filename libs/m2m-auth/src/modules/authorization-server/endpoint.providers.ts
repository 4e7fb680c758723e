import type { Provider } from '@nestjs/common';
import { EndpointAudit } from '../../authorization-server/audit/endpoint-audit.js';
import { RequestAuthenticator } from '../../authorization-server/client-authentication/request-authenticator.js';
import { IntrospectionCaller } from '../../authorization-server/endpoints/introspection/introspection-caller.js';
import { IntrospectionController } from '../../authorization-server/endpoints/introspection/introspection.controller.js';
import { JwksController } from '../../authorization-server/endpoints/jwks/jwks.controller.js';
import { RevocationController } from '../../authorization-server/endpoints/revocation/revocation.controller.js';
import { TokenController } from '../../authorization-server/endpoints/token/token.controller.js';
import { ClientCredentialsGrant } from '../../authorization-server/grants/client-credentials.grant.js';
import { EndpointThrottle } from '../../authorization-server/throttling/endpoint-throttle.js';
import { keySetMaxAge } from '../../domain/keys/key-plan.js';
import { SHARED_STATE, type SharedState } from '../../domain/shared-state/shared-state.js';
import type { M2MAuthCore } from './core.js';
import { M2M_AUTH_CORE } from './core.js';
import type { ResolvedOptions } from './resolved-options.js';
import {
  ACCESS_TOKEN_INSPECTOR,
  type AccessTokenInspector,
} from '../../oauth/ports/access-token-inspector.js';
import type { AccessTokenVerifier } from '../../resource-server/access-token-verifier.js';
import { ACCESS_TOKEN_VERIFIER } from '../../resource-server/access-token-verifier.js';
import { VerifyingInspector } from '../../resource-server/verifying-inspector.js';
import { RESOLVED_OPTIONS } from './resolved-options.js';

/** The OAuth endpoints, wherever they will stand. */
export const endpointProviders: Provider[] = [
  {
    provide: EndpointThrottle,
    useFactory: (options: ResolvedOptions, sharedState: SharedState) =>
      new EndpointThrottle(sharedState.throttle, options.throttle),
    inject: [RESOLVED_OPTIONS, SHARED_STATE],
  },
  {
    provide: RequestAuthenticator,
    useFactory: (core: M2MAuthCore, throttle: EndpointThrottle) =>
      new RequestAuthenticator(core.authenticator, throttle, core.failures),
    inject: [M2M_AUTH_CORE, EndpointThrottle],
  },
  {
    provide: TokenController,
    useFactory: (
      options: ResolvedOptions,
      core: M2MAuthCore,
      authentication: RequestAuthenticator,
      audit: EndpointAudit,
    ) =>
      new TokenController(
        authentication,
        [new ClientCredentialsGrant(core.tokens, options.defaultAudience, options.scopeWhenOmitted)],
        audit,
      ),
    inject: [RESOLVED_OPTIONS, M2M_AUTH_CORE, RequestAuthenticator, EndpointAudit],
  },
  {
    provide: RevocationController,
    useFactory: (
      core: M2MAuthCore,
      authentication: RequestAuthenticator,
      tokens: AccessTokenInspector,
      audit: EndpointAudit,
    ) => new RevocationController(authentication, tokens, core.revocation, audit, core.actors),
    inject: [M2M_AUTH_CORE, RequestAuthenticator, ACCESS_TOKEN_INSPECTOR, EndpointAudit],
  },
  {
    provide: IntrospectionController,
    useFactory: (
      options: ResolvedOptions,
      core: M2MAuthCore,
      authentication: RequestAuthenticator,
      tokens: AccessTokenInspector,
      verifier: AccessTokenVerifier,
      audit: EndpointAudit,
    ) => {
      const { introspection } = options;
      const bearers = new VerifyingInspector(verifier);
      return new IntrospectionController(
        new IntrospectionCaller(authentication, bearers, core.cache, introspection.requiredScope),
        tokens,
        introspection,
        audit,
      );
    },
    inject: [
      RESOLVED_OPTIONS,
      M2M_AUTH_CORE,
      RequestAuthenticator,
      ACCESS_TOKEN_INSPECTOR,
      ACCESS_TOKEN_VERIFIER,
      EndpointAudit,
    ],
  },
  {
    provide: JwksController,
    useFactory: ({ signing }: ResolvedOptions, core: M2MAuthCore) =>
      new JwksController(core.keys, keySetMaxAge(signing.publishAheadSeconds)),
    inject: [RESOLVED_OPTIONS, M2M_AUTH_CORE],
  },
];

import type { Provider } from '@nestjs/common';
import { ClientConfigurationController } from '../../authorization-server/endpoints/registration/client-configuration.controller.js';
import { ClientRegistrationController } from '../../authorization-server/endpoints/registration/client-registration.controller.js';
import { MAX_REGISTRATION_BYTES } from '../../authorization-server/endpoints/registration/registration-body.js';
import { EndpointThrottle } from '../../authorization-server/throttling/endpoint-throttle.js';
import type { OAuthEndpoint } from '../../http/endpoint.js';
import { M2M_AUTH_CORE, type M2MAuthCore } from './core.js';
import type { EndpointPaths } from '../../authorization-server/endpoint-paths.js';
import { PUBLIC_URLS, type PublicUrls } from '../../authorization-server/public-urls.js';

/** DI token of the endpoints by which clients register themselves: none when that is off. */
export const REGISTRATION_ENDPOINTS = Symbol.for('nestjs-m2m-auth/registration-endpoints');

export const registrationProviders = (paths: EndpointPaths): Provider[] => [
  {
    provide: REGISTRATION_ENDPOINTS,
    useFactory: (
      core: M2MAuthCore,
      throttle: EndpointThrottle,
      urls: PublicUrls,
    ): readonly OAuthEndpoint[] => {
      const { registration, registrationAccess } = core.services;
      if (registration === null) return [];
      const uriOf = (clientId: string): string => `${urls.urlOf('register')}/${clientId}`;
      return registrationEndpoints(
        paths.register,
        new ClientRegistrationController(registration, throttle, core.failures, uriOf),
        new ClientConfigurationController(registrationAccess, throttle, core.failures, uriOf),
      );
    },
    inject: [M2M_AUTH_CORE, EndpointThrottle, PUBLIC_URLS],
  },
];

const registrationEndpoints = (
  path: string,
  registration: ClientRegistrationController,
  configuration: ClientConfigurationController,
): readonly OAuthEndpoint[] => [
  {
    method: 'POST',
    path,
    atRoot: false,
    body: 'bytes',
    bodyLimit: MAX_REGISTRATION_BYTES,
    handle: (request) => registration.register(request),
  },
  {
    method: ['GET', 'DELETE'],
    path,
    below: true,
    atRoot: false,
    handle: (request) =>
      request.method === 'DELETE' ? configuration.delete(request) : configuration.read(request),
  },
];

import { DEFINED_PARAMETERS } from '../../../libs/m2m-auth/src/http/defined-parameters.js';
import type {
  EndpointRequest,
  EndpointResponse,
  OAuthEndpoint,
} from '../../../libs/m2m-auth/src/http/endpoint.js';
import { tooManyRequests } from '../../../libs/m2m-auth/src/oauth/errors.js';

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' };

const json = (content: unknown): EndpointResponse => ({
  status: 200,
  headers: JSON_HEADERS,
  body: JSON.stringify(content),
});

const parametersOf = (request: EndpointRequest): Record<string, readonly string[]> =>
  Object.fromEntries(
    [...DEFINED_PARAMETERS]
      .map((name) => [name, request.parameters.getAll(name)] as const)
      .filter(([, values]) => values.length > 0),
  );

function echo(endpoint: string, request: EndpointRequest): EndpointResponse {
  switch (request.parameters.get('grant_type')) {
    case 'crash':
      throw new Error('a secret of the handler');
    case 'throttled':
      throw tooManyRequests(7);
    default:
      return json({ endpoint, parameters: parametersOf(request), ip: request.ip });
  }
}

/** Endpoints that answer what they were given; `/auth/token` synchronously, `/auth/revoke` later. */
export const echoEndpoints: readonly OAuthEndpoint[] = [
  { method: 'POST', path: '/auth/token', atRoot: false, handle: (request) => echo('token', request) },
  {
    method: 'POST',
    path: '/auth/revoke',
    atRoot: false,
    handle: (request) => Promise.resolve().then(() => echo('revoke', request)),
  },
  {
    method: 'GET',
    path: '/.well-known/oauth-authorization-server',
    atRoot: true,
    handle: () => ({
      ...json({ issuer: 'https://issuer.example' }),
      headers: { ...JSON_HEADERS, 'cache-control': 'public, max-age=300' },
    }),
  },
];

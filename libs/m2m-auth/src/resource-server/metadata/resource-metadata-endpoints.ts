import type { EndpointResponse, OAuthEndpoint } from '../../http/endpoint.js';
import { noSuchEndpoint } from '../../http/http-errors.js';
import { publicJson } from '../../http/json-response.js';
import type { ProtectedResources, PublishedResource } from './protected-resources.js';

const MAX_AGE_SECONDS = 3_600;

/** The documents of RFC 9728 §3, at the origin's root and outside Nest's router: no guard and no prefix touches them. */
export const resourceMetadataEndpoints = ({ published }: ProtectedResources): readonly OAuthEndpoint[] =>
  [...new Set(published.map(({ path }) => path))].map((path) => {
    const here = published.filter((resource) => resource.path === path);
    return { method: 'GET', path, atRoot: true, handle: ({ url }) => answer(here, url) };
  });

/** The query is part of an identifier: with another one it is another resource. */
const answer = (resources: readonly PublishedResource[], url: string): EndpointResponse => {
  const query = url.indexOf('?');
  const search = query === -1 ? '' : url.slice(query);
  const found = resources.find((resource) => resource.search === search);
  if (!found) throw noSuchEndpoint();
  return publicJson(found.metadata, MAX_AGE_SECONDS);
};

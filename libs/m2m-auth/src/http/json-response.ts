import type { EndpointResponse } from './endpoint.js';

const NO_STORE = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  pragma: 'no-cache',
} as const;

/** 200 with a JSON body that nobody may keep (RFC 6749 §5.1). */
export const jsonNoStore = (body: object): EndpointResponse => ({
  status: 200,
  headers: NO_STORE,
  body: JSON.stringify(body),
});

/** 200 with a public JSON document that may be kept for a while. */
export const publicJson = (
  body: object,
  maxAgeSeconds: number,
  contentType = 'application/json; charset=utf-8',
): EndpointResponse => ({
  status: 200,
  headers: { 'content-type': contentType, 'cache-control': `public, max-age=${maxAgeSeconds}` },
  body: JSON.stringify(body),
});

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

/** The answer to those who have that document already: 304 with its validators and no body (RFC 9110 §15.4.5). */
export const notModified = ({ headers }: EndpointResponse): EndpointResponse => ({
  status: 304,
  headers: Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'content-type')),
  body: '',
});

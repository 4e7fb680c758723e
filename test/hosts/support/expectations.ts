import type { RawResponse } from './raw-http.js';

/** An answer in the shape of RFC 6749 §5.2 that no cache keeps and that repeats nothing of the request. */
export function expectOAuthError(response: RawResponse, status: number, error = 'invalid_request'): void {
  const body: unknown = JSON.parse(response.body);
  expect({ status: response.status, body }).toEqual({
    status,
    body: { error, error_description: expect.any(String) },
  });
  expectNoStore(response);
}

export function expectNoStore(response: RawResponse): void {
  expect(response.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    pragma: 'no-cache',
  });
}

export function expectParameters(response: RawResponse, parameters: Record<string, readonly string[]>): void {
  expect(response.status).toBe(200);
  expect((JSON.parse(response.body) as { parameters: unknown }).parameters).toEqual(parameters);
  expectNoStore(response);
}

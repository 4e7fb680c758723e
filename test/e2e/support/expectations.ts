import type { RawResponse } from '../../hosts/support/raw-http.js';

/** What RFC 6749 §5.2 and RFC 6750 §3 let an error_description hold. */
const DESCRIPTION = /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/;

const NO_STORE = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  pragma: 'no-cache',
};

export interface TokenAnswer {
  readonly access_token: string;
  readonly token_type: string;
  readonly expires_in: number;
  readonly scope: string;
}

/** A token response of RFC 6749 §5.1: 200, these four members and no other, for no cache to keep. */
export const expectToken = (response: RawResponse): TokenAnswer => {
  expect({ status: response.status, body: JSON.parse(response.body) as unknown }).toEqual({
    status: 200,
    body: {
      access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      token_type: 'Bearer',
      expires_in: expect.any(Number),
      scope: expect.any(String),
    },
  });
  expect(response.headers).toMatchObject(NO_STORE);
  return JSON.parse(response.body) as TokenAnswer;
};

/** An error of RFC 6749 §5.2: these two members and no other, for no cache to keep. */
export const expectError = (response: RawResponse, status: number, error: string): void => {
  expect({ status: response.status, body: JSON.parse(response.body) as unknown }).toEqual({
    status,
    body: { error, error_description: expect.stringMatching(DESCRIPTION) },
  });
  expect(response.headers).toMatchObject(NO_STORE);
};

/** A failed client authentication, with the challenge that is due when the Authorization header was used. */
export const expectInvalidClient = (response: RawResponse, basic: boolean): void => {
  expectError(response, 401, 'invalid_client');
  expect(response.headers['www-authenticate']).toBe(
    basic ? 'Basic realm="oauth", charset="UTF-8"' : undefined,
  );
};

// Requests as bytes.
const FORM = 'grant_type=client_credentials';

export const tokenRequest = (credentials, body = FORM) =>
  [
    'POST /auth/token HTTP/1.1',
    'Host: localhost',
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(credentials === undefined
      ? []
      : [`Authorization: Basic ${Buffer.from(credentials).toString('base64')}`]),
    '',
    body,
  ].join('\r\n');

export const get = (path) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;

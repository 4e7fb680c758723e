import { requestBytes, type HeaderLines } from './raw-http.js';

export const TOKEN = '/api/auth/token';
export const WELL_KNOWN = '/.well-known/oauth-authorization-server';
export const FORM = 'Content-Type: application/x-www-form-urlencoded';
export const JSON_TYPE = 'Content-Type: application/json';

export const form = (body: string | Buffer, headers: HeaderLines = [], path = TOKEN): Buffer =>
  requestBytes('POST', path, [FORM, ...headers], body);

export const json = (body: string, headers: HeaderLines = [], path = TOKEN): Buffer =>
  requestBytes('POST', path, [JSON_TYPE, ...headers], body);

export const typed = (contentType: string, body: string): Buffer =>
  requestBytes('POST', TOKEN, [`Content-Type: ${contentType}`], body);

import { requestBytes } from '../../hosts/support/raw-http.js';
import type { RegisteredClient } from './admin.js';

export const TOKEN_PATH = '/auth/token';
export const FORM = 'Content-Type: application/x-www-form-urlencoded';
/** The least body there is. */
export const GRANT = 'grant_type=client_credentials';

/** A token request, valid but for what a test makes of it. */
export interface TokenRequest {
  readonly method?: string;
  readonly path?: string;
  /** Credentials for the Authorization header, as they are. */
  readonly basic?: RegisteredClient;
  /** Credentials for the body. */
  readonly post?: RegisteredClient;
  /** Parameters beside `grant_type=client_credentials`, which an entry of that name replaces. */
  readonly form?: Readonly<Record<string, string>>;
  /** The body itself; the parameters above are then not sent. */
  readonly body?: string | Buffer;
  /** `undefined` sends none. */
  readonly contentType?: string | undefined;
  /** Further header lines. */
  readonly headers?: readonly string[];
}

const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');

/** The header line of Basic authentication, over exactly this text. */
export const basicHeader = (userPass: string | Buffer): string => `Authorization: Basic ${base64(userPass)}`;

const formOf = ({ form = {}, post }: TokenRequest): string => {
  const parameters: Record<string, string> = { grant_type: 'client_credentials' };
  if (post) Object.assign(parameters, { client_id: post.clientId, client_secret: post.clientSecret });
  return new URLSearchParams({ ...parameters, ...form }).toString();
};

/** The bytes of a token request. */
export const tokenRequest = (request: TokenRequest): Buffer => {
  const { method = 'POST', path = TOKEN_PATH, basic, headers = [] } = request;
  const contentType = 'contentType' in request ? request.contentType : 'application/x-www-form-urlencoded';
  const lines = [...headers];
  if (contentType !== undefined) lines.unshift(`Content-Type: ${contentType}`);
  if (basic) lines.unshift(basicHeader(`${basic.clientId}:${basic.clientSecret}`));
  return requestBytes(method, path, lines, request.body ?? formOf(request));
};

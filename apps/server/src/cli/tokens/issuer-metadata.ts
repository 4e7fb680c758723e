import { withoutTrailingSlashes } from '../trailing-slashes.js';
import { CommandError } from '../command-error.js';
import { EXIT } from '../exit-code.js';

/** As much of the metadata of RFC 8414 as is needed. */
export interface IssuerMetadata {
  readonly issuer: string;
  readonly token_endpoint?: string;
  readonly jwks_uri?: string;
  readonly introspection_endpoint?: string;
}

/** The metadata of a server, from where the server is and not from where the token says that it is. */
export const issuerMetadata = async (url: URL, timeoutMs: number): Promise<IssuerMetadata> => {
  const path = withoutTrailingSlashes(url.pathname);
  const location = new URL(`/.well-known/oauth-authorization-server${path}`, url);
  try {
    const response = await fetch(location, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    const body = (await response.json()) as Partial<IssuerMetadata> | null;
    if (response.ok && typeof body?.issuer === 'string') return body as IssuerMetadata;
  } catch {
    // Out of reach, or not JSON: told below, as every other answer that is no metadata.
  }
  throw new CommandError(`${url.href} has no metadata of an authorization server.`, EXIT.unavailable);
};

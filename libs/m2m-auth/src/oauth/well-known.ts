import { withoutTrailingSlashes } from './trailing-slashes.js';

/** Where the metadata of an issuer are looked for. All of them stand at the origin's root. */
export interface MetadataPaths {
  /** RFC 8414 §3.1: the issuer's path is inserted after the well-known part. */
  readonly oauth: string;
  /** The same insertion, and for an issuer with a path the place that OpenID Connect Discovery appends (RFC 8414 §5). */
  readonly openid: readonly string[];
}

const OAUTH = '/.well-known/oauth-authorization-server';
const OPENID = '/.well-known/openid-configuration';

export const metadataPaths = (issuer: string): MetadataPaths => {
  const path = withoutTrailingSlashes(new URL(issuer).pathname);
  return { oauth: OAUTH + path, openid: path === '' ? [OPENID] : [OPENID + path, path + OPENID] };
};

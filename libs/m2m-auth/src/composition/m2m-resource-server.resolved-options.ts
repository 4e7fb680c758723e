import { audienceList, clockSkew, issuerUrl } from './m2m-auth.option-checks.js';
import { M2MAuthOptionsError } from './m2m-auth.options-error.js';
import type { M2MResourceServerOptions } from './m2m-resource-server.options.js';
import { resolveJwksKeySourceOptions } from '../resource-server/key-sources/jwks-key-source.options.js';
import { protectedResourceProblems } from '../resource-server/metadata/protected-resource.options.js';
import { isRealm } from '../resource-server/resource-server-options.js';
import { scopeImplicationProblems } from '../resource-server/scope-hierarchy.js';
import { isSecureUrl } from '../resource-server/secure-url.js';

/** The options with everything checked. */
export interface ResolvedResourceServerModuleOptions extends M2MResourceServerOptions {
  readonly audience: readonly string[];
  readonly clockSkewSeconds: number;
}

/** @throws M2MAuthOptionsError with every problem at once. */
export const resolveModuleOptions = (
  options: M2MResourceServerOptions,
  production: boolean,
): ResolvedResourceServerModuleOptions => {
  const problems: string[] = [];
  const issuer = issuerUrl(options.issuer, production, problems);
  const audience = audienceList('audience', options.audience, problems);
  const clockSkewSeconds = clockSkew(options.clockSkewSeconds, problems);
  if (options.jwksUri !== undefined && !isSecureUrl(options.jwksUri)) {
    problems.push('jwksUri must be an https URL, or an http one on this machine, without credentials');
  }
  if (options.jwksUri === undefined && issuer && !isSecureUrl(issuer.href)) {
    problems.push('issuer must use https where its keys are found by it; or give jwksUri');
  }
  if (options.realm !== undefined && !isRealm(options.realm)) {
    problems.push('realm must be printable ASCII without " and \\');
  }
  problems.push(...scopeImplicationProblems(options.scope?.implies));
  problems.push(...protectedResourceProblems(options.protectedResources, audience));
  try {
    resolveJwksKeySourceOptions(options.jwks);
  } catch (error) {
    problems.push(error instanceof TypeError ? error.message : 'jwks cannot be used');
  }
  if (problems.length > 0) throw new M2MAuthOptionsError(problems);
  return { ...options, audience, clockSkewSeconds };
};

import { audienceList, clockSkew, issuerUrl, realmRule } from '../option-checks.js';
import type { M2MResourceServerOptions, TokenVerifierOptions } from './options.js';
import { RESOURCE_SERVER_OPTIONS, RESOURCE_SERVER_STRUCTURE, TOKEN_VERIFIER_OPTIONS } from './structure.js';
import { OptionProblems, type OptionProblem } from '../../oauth/option-problems.js';
import { readOptions } from '../../oauth/option-shape.js';
import type { ApiKeyCheck } from '../../oauth/ports/api-key-check.js';
import { jwksKeySourceProblems } from '../../resource-server/key-sources/jwks-key-source.options.js';
import { protectedResourceProblems } from '../../resource-server/metadata/protected-resource.options.js';
import { scopeImplicationProblems } from '../../resource-server/scope-hierarchy.js';
import { isSecureUrl } from '../../resource-server/secure-url.js';

/** The options with everything checked. */
export interface ResolvedResourceServerModuleOptions extends M2MResourceServerOptions {
  readonly audience: readonly string[];
  readonly clockSkewSeconds: number;
}

/** Says what is wrong with the part of the options that it knows. */
export type ResourceServerOptionCheck = (
  options: Partial<M2MResourceServerOptions>,
) => readonly OptionProblem[];

/**
 * @param checks what else reads the options: the way that was chosen to learn of revocations.
 * @throws M2MAuthOptionsError with every problem at once.
 */
export const resolveModuleOptions = (
  given: M2MResourceServerOptions,
  production: boolean,
  checks: readonly ResourceServerOptionCheck[] = [],
): ResolvedResourceServerModuleOptions => {
  const problems = new OptionProblems();
  const options = readOptions<M2MResourceServerOptions>(
    given,
    RESOURCE_SERVER_OPTIONS,
    problems,
    RESOURCE_SERVER_STRUCTURE,
  );
  const verification = verificationOf(options, production, problems);
  realmRule(options.realm, problems);
  problems.take(scopeImplicationProblems(options.scope?.implies));
  problems.take(protectedResourceProblems(options.protectedResources, verification.audience));
  const apiKeyCheck: Partial<ApiKeyCheck> | null = options.apiKeyCheck ?? null;
  if (apiKeyCheck !== null && typeof apiKeyCheck.check !== 'function') {
    problems.add('apiKeyCheck', 'must have a method check');
  }
  for (const check of checks) problems.take(check(options));
  problems.refuseAny();
  return { ...options, ...verification };
};

/** @throws M2MAuthOptionsError with every problem at once. */
export const resolveVerifierOptions = (given: TokenVerifierOptions): TokenVerifierOptions => {
  const problems = new OptionProblems();
  const options = readOptions<TokenVerifierOptions>(given, TOKEN_VERIFIER_OPTIONS, problems);
  const verification = verificationOf(options, false, problems);
  problems.refuseAny();
  return { ...options, ...verification };
};

const verificationOf = (
  { issuer, audience, clockSkewSeconds, jwksUri, jwks }: Partial<TokenVerifierOptions>,
  production: boolean,
  problems: OptionProblems,
): Pick<ResolvedResourceServerModuleOptions, 'issuer' | 'audience' | 'clockSkewSeconds'> => {
  const url = issuerUrl(issuer, production, problems);
  const audiences = audienceList('audience', audience, problems);
  const skew = clockSkew(clockSkewSeconds, problems);
  const httpHosts = jwks?.allowHttpHosts ?? [];
  if (jwksUri !== undefined && !isSecureUrl(jwksUri, httpHosts)) {
    problems.add(
      'jwksUri',
      'must be an https URL, or an http one on this machine or a host of jwks.allowHttpHosts, without credentials',
    );
  }
  if (jwksUri === undefined && url && !isSecureUrl(url.href, httpHosts)) {
    problems.add('issuer', 'must use https where its keys are found by it; or give jwksUri');
  }
  problems.take(jwksKeySourceProblems(jwks));
  return { issuer: issuer ?? '', audience: audiences, clockSkewSeconds: skew };
};

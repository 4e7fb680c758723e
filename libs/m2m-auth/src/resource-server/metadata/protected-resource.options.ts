import { OptionProblems, type OptionProblem } from '../../oauth/option-problems.js';
import { isScopeToken } from '../../oauth/scope.js';
import { isSecureUrl } from '../secure-url.js';

/** What is published about one resource of this application (RFC 9728 §2), beside what is known anyway. */
export interface ProtectedResourceOptions {
  /** Its identifier: one of `audience`, byte for byte. */
  readonly resource: string;
  /** Scopes that a client may need here. Some clients ask for all of them, so name the fewest. */
  readonly scopesSupported?: readonly string[];
  /** For people. */
  readonly name?: string;
  /** URL of a page for developers. */
  readonly documentation?: string;
}

const PUBLISHABLE_PATH = /^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._~@-]+)*\/?$/;

/**
 * True for an identifier under which a document can be found: an https URL, or an http one of this machine
 * (RFC 9728 §1.2), whose path no router would read differently.
 */
export const isPublishable = (resource: string): boolean =>
  isSecureUrl(resource) && PUBLISHABLE_PATH.test(new URL(resource).pathname);

/** What is wrong with these options; nothing when they can be used. */
export const protectedResourceProblems = (
  resources: readonly ProtectedResourceOptions[] | false | undefined,
  audiences: readonly string[],
): readonly OptionProblem[] => {
  const problems = new OptionProblems();
  for (const [at, { resource, scopesSupported = [], documentation }] of (resources || []).entries()) {
    const path = `protectedResources[${at}]`;
    if (!audiences.includes(resource)) {
      problems.add(`${path}.resource`, 'must be among the values of audience');
    } else if (!isPublishable(resource)) {
      problems.add(`${path}.resource`, 'must be an https URL with a plain path to have metadata');
    }
    if (!scopesSupported.every(isScopeToken)) problems.add(`${path}.scopesSupported`, 'must be scopes');
    if (documentation !== undefined && !isSecureUrl(documentation)) {
      problems.add(`${path}.documentation`, 'must be an https URL');
    }
  }
  return problems.all;
};

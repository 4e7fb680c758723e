import type {
  IntrospectionPolicy,
  IntrospectionScope,
} from '../authorization-server/endpoints/introspection/introspection-policy.js';
import type { OptionProblems } from '../oauth/option-problems.js';
import { isScopeToken } from '../oauth/scope.js';
import { oneOf } from './m2m-auth.option-checks.js';
import type { M2MAuthOptions } from './m2m-auth.options.js';

const SCOPES: readonly IntrospectionScope[] = ['self', 'audience', 'whole-audience', 'all'];

/** The policy with its defaults; what is wrong with the options goes to `problems`. */
export const introspectionPolicy = (
  { policy, denied, requiredScope }: NonNullable<M2MAuthOptions['introspection']> = {},
  problems: OptionProblems,
): IntrospectionPolicy => {
  oneOf('introspection.policy', policy, SCOPES, problems);
  oneOf('introspection.denied', denied, ['inactive', 'forbidden'], problems);
  if (requiredScope !== undefined && !isScopeToken(requiredScope)) {
    problems.add('introspection.requiredScope', 'must be a scope token');
  }
  return { policy: policy ?? 'audience', denied: denied ?? 'inactive', requiredScope };
};

import type {
  IntrospectionPolicy,
  IntrospectionScope,
} from '../../authorization-server/endpoints/introspection/introspection-policy.js';
import { oneOf } from '../option-checks.js';
import type { M2MAuthOptions, RegistrationOptions } from './options.js';
import type { RegistrationPolicy } from '../../domain/registration/registration-policy.js';
import type { OptionProblems } from '../../oauth/option-problems.js';
import { isAudience } from '../../oauth/resource-indicator.js';
import { isScopeToken } from '../../oauth/scope.js';

const MIN_SECRET_SECONDS = 60;
const MAX_SECRET_SECONDS = 10 * 366 * 86_400;
const MIN_UNUSED_SECONDS = 3_600;
const DEFAULT_UNUSED_SECONDS = 30 * 86_400;
const MAX_CLIENTS = 1_000_000;
/** What one client can have. */
const MAX_LIST = 64;
const MAX_SCOPE_CHARACTERS = 1_024;

/** Null when registration is off. Adds what is wrong to `problems`. */
export const registrationPolicy = (
  options: RegistrationOptions | undefined,
  problems: OptionProblems,
): RegistrationPolicy | null => {
  if (!options) return null;
  const { openRegistration = false, maxClients = 1_000, secretLifetimeSeconds = null } = options;
  const { unusedLifetimeSeconds = DEFAULT_UNUSED_SECONDS } = options;
  const { scopes = [], defaultScopes = [], audiences = [] } = options;
  if (typeof openRegistration !== 'boolean')
    problems.add('registration.openRegistration', 'must be true or false');
  if (!isListOf(scopes, isScopeToken) || scopes.join(' ').length > MAX_SCOPE_CHARACTERS) {
    problems.add('registration.scopes', 'must be scope tokens, no more than one client can have');
  }
  if (!isListOf(defaultScopes, (scope) => [scopes].flat().includes(scope))) {
    problems.add('registration.defaultScopes', 'must be among registration.scopes');
  }
  if (!isListOf(audiences, isAudience)) {
    problems.add('registration.audiences', 'must be absolute URIs or plain names without a fragment');
  }
  if (!isWhole(maxClients, 1, MAX_CLIENTS)) {
    problems.add('registration.maxClients', `must be a whole number from 1 to ${MAX_CLIENTS}`);
  }
  if (
    secretLifetimeSeconds !== null &&
    !isWhole(secretLifetimeSeconds, MIN_SECRET_SECONDS, MAX_SECRET_SECONDS)
  ) {
    problems.add('registration.secretLifetimeSeconds', 'must be 60 seconds to ten years');
  }
  if (!isWhole(unusedLifetimeSeconds, MIN_UNUSED_SECONDS, MAX_SECRET_SECONDS)) {
    problems.add('registration.unusedLifetimeSeconds', 'must be an hour to ten years, in seconds');
  }
  return {
    open: openRegistration,
    scopes,
    defaultScopes,
    audiences,
    maxClients,
    secretLifetimeSeconds,
    unusedLifetimeSeconds,
  };
};

const INTROSPECTION_SCOPES: readonly IntrospectionScope[] = ['self', 'audience', 'whole-audience', 'all'];

/** The policy with its defaults; what is wrong with the options goes to `problems`. */
export const introspectionPolicy = (
  { policy, denied, requiredScope }: NonNullable<M2MAuthOptions['introspection']> = {},
  problems: OptionProblems,
): IntrospectionPolicy => {
  oneOf('introspection.policy', policy, INTROSPECTION_SCOPES, problems);
  oneOf('introspection.denied', denied, ['inactive', 'forbidden'], problems);
  if (requiredScope !== undefined && !isScopeToken(requiredScope)) {
    problems.add('introspection.requiredScope', 'must be a scope token');
  }
  return { policy: policy ?? 'audience', denied: denied ?? 'inactive', requiredScope };
};

const isListOf = (list: unknown, fits: (item: string) => boolean): boolean =>
  Array.isArray(list) &&
  list.length <= MAX_LIST &&
  list.every((item) => typeof item === 'string' && fits(item));

const isWhole = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;

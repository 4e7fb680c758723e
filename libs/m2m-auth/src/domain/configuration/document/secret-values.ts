import { hasValidChecksum, isGeneratedForm } from '../../credentials/generated-secret.js';
import {
  isShortSecret,
  MAX_SUPPLIED_SECRET_LENGTH,
  MIN_SUPPLIED_SECRET_LENGTH,
  unpresentableSecretProblems,
} from '../../credentials/supplied-secret.js';
import { guessableSecretProblem } from '../../../oauth/configured-secret.js';
import type { DesiredSecret } from '../desired-state.js';
import type { Findings } from './findings.js';
import { Section } from './section.js';

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;
const IN_PLAIN = 'stands in the document in plain; name an environment variable: { fromEnvironment: NAME }';

/**
 * A secret as a document gives it: `{ fromEnvironment: NAME }`, to which whoever reads the file adds the `value`, or the
 * text itself. Undefined when there is no usable one, which is then a problem. No message shows a value.
 */
export const secretValue = (given: unknown, path: string, findings: Findings): DesiredSecret | undefined => {
  if (typeof given === 'string') {
    if (given !== '') findings.warn(path, IN_PLAIN);
    return nonEmpty(given, path, findings);
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    findings.problem(path, given == null ? 'must not be empty' : 'must be { fromEnvironment: NAME }');
    return undefined;
  }
  const section = Section.of(given, path, findings);
  if (!section) return undefined;
  const [name, value] = [section.text('fromEnvironment'), section.get('value')];
  section.refuseUnknown();
  if (name === undefined || !VARIABLE.test(name)) {
    findings.problem(section.pathOf('fromEnvironment'), 'must be the name of an environment variable');
    return undefined;
  }
  if (value === undefined) {
    findings.problem(section.pathOf('fromEnvironment'), 'names an environment variable that is not set');
    return undefined;
  }
  return nonEmpty(value, path, findings);
};

const nonEmpty = (value: unknown, path: string, findings: Findings): DesiredSecret | undefined => {
  if (typeof value === 'string' && value !== '') return { path, value };
  findings.problem(path, value === '' ? 'must not be empty' : 'must be a string');
  return undefined;
};

/**
 * Says what is wrong with a client secret. One that a server of ours has generated may come from a document; so may one
 * that is shorter than what the admin endpoints take.
 */
export const checkClientSecret = ({ path, value }: DesiredSecret, findings: Findings): void => {
  if (isGeneratedForm(value)) {
    if (!hasValidChecksum(value)) {
      findings.problem(
        path,
        'has the form of a generated secret, but its checksum does not fit: was it cut?',
      );
    }
    return;
  }
  const problems = unpresentableSecretProblems(value).map((problem) => problem.replace('clientSecret ', ''));
  if (value.length > MAX_SUPPLIED_SECRET_LENGTH) {
    problems.push(`must have at most ${MAX_SUPPLIED_SECRET_LENGTH} characters`);
  }
  for (const problem of problems) findings.problem(path, problem);
  if (problems.length === 0) checkNotGuessable(value, path, findings);
  if (isShortSecret(value)) {
    findings.warn(path, `is shorter than ${MIN_SUPPLIED_SECRET_LENGTH} characters and can be guessed`);
  }
};

/** Shorter secrets come from other systems and bring a warning of their own; a variable that was not replaced does not. */
export const checkNotGuessable = (value: string, path: string, findings: Findings): void => {
  if (isShortSecret(value) && !value.includes('${')) return;
  const problem = guessableSecretProblem(value, 'production');
  if (problem !== undefined) findings.problem(path, problem);
};

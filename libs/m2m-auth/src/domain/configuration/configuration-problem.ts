import { InvalidInputError } from '../errors.js';

/** One thing that is wrong with one place of a configuration document, or worth a warning. */
export interface ConfigurationProblem {
  /** Where in the document, e.g. `clients[1].clientId`; empty for the document itself. */
  readonly path: string;
  /** To be read after the path. Never repeats a value. */
  readonly message: string;
  /** What stands there: a number, a boolean, null, `""`, or that it is a list or an object. Never a text: it might be a secret. */
  readonly got?: string;
}

/** A configuration document that cannot be applied as it is. Nothing of it was. */
export class InvalidConfigurationError extends InvalidInputError {
  /** Every problem at once. */
  readonly errors: readonly ConfigurationProblem[];

  constructor(errors: readonly ConfigurationProblem[]) {
    super(errors.map(({ path, message }) => (path === '' ? message : `${path} ${message}`)));
    this.name = 'InvalidConfigurationError';
    this.errors = errors;
  }
}

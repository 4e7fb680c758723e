import { InvalidConfigurationError, type ConfigurationProblem } from './configuration-problem.js';
import { parseDocument } from './document/parse-document.js';

/** What can be said of a document by itself. */
export interface ConfigurationCheck {
  /** None: it can be applied, unless it conflicts with what is stored. */
  readonly problems: readonly ConfigurationProblem[];
  /** Of a document without problems: what stops nothing, but should be known. */
  readonly warnings: readonly ConfigurationProblem[];
}

/**
 * Checks a configuration document without a server, e.g. in the pipeline of the repository it is kept in.
 *
 * @param document the plain value of a parsed YAML or JSON file; secrets from the environment stand in it as
 * `{ fromEnvironment, value }`.
 */
export const validateConfiguration = (document: unknown): ConfigurationCheck => {
  try {
    return { problems: [], warnings: parseDocument(document).warnings };
  } catch (error) {
    if (!(error instanceof InvalidConfigurationError)) throw error;
    return { problems: error.errors, warnings: [] };
  }
};

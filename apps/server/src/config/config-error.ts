/** One thing that is wrong with one setting. The text never holds the setting's value. */
export interface ConfigProblem {
  readonly name: string;
  readonly message: string;
}

/** Every problem of a configuration at once, so that an operator mends them in one go. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly ConfigProblem[]) {
    super(
      [
        'The configuration has problems:',
        ...problems.map(({ name, message }) => `  ${name} ${message}`),
      ].join('\n'),
    );
    this.name = 'ConfigError';
  }
}

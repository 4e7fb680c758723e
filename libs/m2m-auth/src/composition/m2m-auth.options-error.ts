/** The options cannot be used. Names every problem at once, without values. */
export class M2MAuthOptionsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`nestjs-m2m-auth is not configured:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'M2MAuthOptionsError';
  }
}

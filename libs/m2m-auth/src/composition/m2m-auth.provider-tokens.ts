/** DI token of the options with nothing left open. */
export const RESOLVED_OPTIONS = Symbol.for('nestjs-m2m-auth/resolved-options');

/** DI token of the options with nothing left open. */
export const RESOLVED_OPTIONS = Symbol.for('nestjs-m2m-auth/resolved-options');

/** DI token of the options as the host gave them. Others inject `M2M_AUTH_OPTIONS`: the same, checked. */
export const GIVEN_OPTIONS = Symbol.for('nestjs-m2m-auth/given-options');

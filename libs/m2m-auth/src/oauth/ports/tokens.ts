/** DI token of the values that the host's factory returned, checked and with defaults filled in. */
export const M2M_AUTH_OPTIONS = Symbol.for('nestjs-m2m-auth/options');

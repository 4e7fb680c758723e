/** `[A-Za-z0-9._-]`, 1 to 255: survives Basic both raw and form-encoded, and cannot hold the colon that splits it. */
const CLIENT_ID = /^[A-Za-z0-9._-]{1,255}$/;

export const isClientId = (value: unknown): value is string =>
  typeof value === 'string' && CLIENT_ID.test(value);

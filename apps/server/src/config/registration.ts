import type { EnvironmentReader } from './environment-reader.js';
import { REGISTRATION_MODES, type RegistrationConfig } from './server-config.js';

// RFC 6749 §3.3 without the comma, which separates here.
const SCOPE = /^[\x21\x23-\x2b\x2d-\x5b\x5d-\x7e]+$/;
const AUDIENCE = /^[^\s#"\\]+$/;

/** Who may register clients (RFC 7591); undefined: nobody. */
export function readRegistration(reader: EnvironmentReader): RegistrationConfig | undefined {
  const mode = reader.choice('REGISTRATION', REGISTRATION_MODES) ?? 'off';
  const scopes = list(reader, 'REGISTRATION_SCOPES', SCOPE, 'scopes');
  const audiences = list(reader, 'REGISTRATION_AUDIENCES', AUDIENCE, 'URIs or names without a fragment');
  return mode === 'off' ? undefined : { openRegistration: mode === 'open', scopes, audiences };
}

function list(reader: EnvironmentReader, name: string, form: RegExp, what: string): readonly string[] {
  const values =
    reader
      .text(name)
      ?.split(',')
      .map((value) => value.trim()) ?? [];
  if (values.length > 64 || !values.every((value) => form.test(value))) {
    reader.problem(name, `must be at most 64 ${what}, separated by commas.`);
  }
  return values;
}

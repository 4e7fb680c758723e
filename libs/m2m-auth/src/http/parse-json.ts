import { invalidRequest } from '../oauth/errors.js';
import { FlatJsonScanner } from './flat-json-scanner.js';
import type { ParameterCollector } from './parameter-collector.js';

/**
 * Parses a JSON object whose members are strings; `resource` may also be an array of strings. Numbers, null,
 * booleans, nesting and repeated members (however escaped) are refused.
 *
 * @throws OAuthError `invalid_request`
 */
export function parseJson(text: string, parameters: ParameterCollector): void {
  const scanner = new FlatJsonScanner(text);
  const names = new Set<string>();
  scanner.expect('{');
  if (!scanner.take('}')) {
    do {
      const name = scanner.expectString();
      if (names.has(name)) {
        throw invalidRequest('A parameter is repeated.');
      }
      names.add(name);
      scanner.expect(':');
      addMember(scanner, name, parameters);
    } while (scanner.take(','));
    scanner.expect('}');
  }
  scanner.expectEnd();
}

function addMember(scanner: FlatJsonScanner, name: string, parameters: ParameterCollector): void {
  if (name !== 'resource' || !scanner.take('[')) {
    parameters.add(name, scanner.expectString());
    return;
  }
  if (scanner.take(']')) {
    return;
  }
  do {
    parameters.add(name, scanner.expectString());
  } while (scanner.take(','));
  scanner.expect(']');
}

import { invalidRequest } from '../oauth/errors.js';
import { DEFINED_PARAMETERS, REPEATABLE_PARAMETERS } from './defined-parameters.js';
import { RequestParameters } from './request-parameters.js';

const FIRST_PRINTABLE = 0x20;

const hasControlCharacter = (value: string): boolean => {
  for (let index = 0; index < value.length; index += 1) {
    if (value.charCodeAt(index) < FIRST_PRINTABLE) {
      return true;
    }
  }
  return false;
};

/** Takes the parameters of one request in the order they were sent, and holds the rules that both formats share. */
export class ParameterCollector {
  private readonly values = new Map<string, string[]>();
  private count = 0;

  constructor(private readonly maxParameters: number) {}

  /** @throws OAuthError `invalid_request` for a repeated name, a control character or too many parameters */
  add(name: string, value: string): void {
    this.count += 1;
    if (this.count > this.maxParameters) {
      throw invalidRequest('The request has too many parameters.');
    }
    if (!DEFINED_PARAMETERS.has(name)) {
      return;
    }
    const earlier = this.values.get(name);
    if (earlier !== undefined && !REPEATABLE_PARAMETERS.has(name)) {
      throw invalidRequest('A parameter is repeated.');
    }
    const blank = value.trim() === '';
    // The grammar of scope is judged where its error code, invalid_scope, is known.
    if (!blank && name !== 'scope' && hasControlCharacter(value)) {
      throw invalidRequest('A parameter holds a control character.');
    }
    if (earlier === undefined) {
      // An entry even for a blank value: it counts as omitted, but a second one is still a repetition.
      this.values.set(name, blank ? [] : [value]);
    } else if (!blank) {
      earlier.push(value);
    }
  }

  toParameters(): RequestParameters {
    return this.values.size === 0 ? RequestParameters.NONE : new RequestParameters(this.values);
  }
}

import { unsupportedMediaType } from './http-errors.js';

export type BodyFormat = 'form' | 'json';

const FORMATS: ReadonlyMap<string, BodyFormat> = new Map([
  ['application/x-www-form-urlencoded', 'form'],
  ['application/json', 'json'],
]);

const withoutQuotes = (value: string): string =>
  value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;

const isForeignCharset = (parameter: string): boolean => {
  const equals = parameter.indexOf('=');
  if (parameter !== '' && equals < 1) return true;
  const charset = withoutQuotes(parameter.slice(equals + 1));
  return parameter.slice(0, equals).trimEnd() === 'charset' && charset !== 'utf-8' && charset !== 'utf8';
};

/**
 * Reads a Content-Type (RFC 9110 §8.3.1). Parameters other than charset have no meaning for these two types.
 *
 * @param accepted what a refusal names
 * @throws OAuthError 415 `invalid_request` for any other type, another charset than UTF-8, or no Content-Type
 */
export function bodyFormat(
  contentType: string | undefined,
  accepted = 'application/x-www-form-urlencoded or application/json',
): BodyFormat {
  const exact = FORMATS.get(contentType ?? '');
  if (exact !== undefined) {
    return exact;
  }
  const [type = '', ...parameters] = (contentType ?? '').toLowerCase().split(';');
  const format = FORMATS.get(type.trim());
  if (format === undefined || parameters.some((parameter) => isForeignCharset(parameter.trim()))) {
    throw unsupportedMediaType(accepted);
  }
  return format;
}

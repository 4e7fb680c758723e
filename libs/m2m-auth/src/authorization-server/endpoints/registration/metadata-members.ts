import { invalidClientMetadata } from '../../../oauth/errors.js';
import type { JsonObject, JsonValue } from '../../../oauth/json.js';
import type { OAuthError } from '../../../oauth/oauth-error.js';

const MAX_TEXT = 255;
const MAX_URL = 2_048;
const MAX_LIST = 64;
/** Control characters and lone surrogates: Postgres refuses NUL and half of a pair, logs are broken by the rest. */
const UNPRINTABLE = /\p{Cc}|\p{Cs}/u;
const WEB_URL = /^https?:\/\/[^\s\\]+$/i;

const wrong = (name: string, demand: string): OAuthError =>
  invalidClientMetadata(`The member ${name} must be ${demand}.`);

/** Members of client metadata (RFC 7591 §2) by name. One that is null is omitted; one of another type is refused. */
export class MetadataMembers {
  /** @param document without a prototype, so that what is absent is absent whatever its name */
  constructor(private readonly document: JsonObject) {}

  has(name: string): boolean {
    return this.value(name) !== undefined;
  }

  /** A string, blank or not, of any length that a body can have. */
  string(name: string): string | undefined {
    const value = this.value(name);
    if (value !== undefined && typeof value !== 'string') throw wrong(name, 'a string');
    return value;
  }

  /** Something for people to read. Blank is omitted. */
  text(name: string): string | undefined {
    const value = this.string(name)?.trim();
    if (value !== undefined && (value.length > MAX_TEXT || UNPRINTABLE.test(value))) {
      throw wrong(name, `at most ${MAX_TEXT} printable characters`);
    }
    return value === '' ? undefined : value;
  }

  /** An address for people to follow. This server never does. */
  webUrl(name: string): string | undefined {
    const value = this.string(name);
    if (value === undefined) return undefined;
    if (value.length > MAX_URL || !WEB_URL.test(value) || UNPRINTABLE.test(value) || !URL.canParse(value)) {
      throw wrong(name, 'an http or https URL');
    }
    return value;
  }

  strings(name: string): readonly string[] | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    const fits =
      Array.isArray(value) &&
      value.length <= MAX_LIST &&
      value.every((item) => typeof item === 'string' && !UNPRINTABLE.test(item) && item.length <= MAX_URL);
    if (!fits) throw wrong(name, `an array of at most ${MAX_LIST} strings`);
    return value as readonly string[];
  }

  flag(name: string): boolean {
    const value = this.value(name) ?? false;
    if (typeof value !== 'boolean') throw wrong(name, 'true or false');
    return value;
  }

  private value(name: string): JsonValue | undefined {
    return this.document[name] ?? undefined;
  }
}

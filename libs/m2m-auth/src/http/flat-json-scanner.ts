import { invalidRequest } from '../oauth/errors.js';
import type { OAuthError } from '../oauth/oauth-error.js';

const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const LONE_SURROGATE = /\p{Cs}/u;

const isWhitespace = (code: number): boolean =>
  code === SPACE || code === LINE_FEED || code === CARRIAGE_RETURN || code === TAB;

const malformed = (cause?: unknown): OAuthError =>
  invalidRequest('The request body is malformed JSON, or holds something other than strings.', { cause });

/**
 * Reads the tokens of the small part of JSON that OAuth parameters need: objects, arrays, strings (RFC 8259). It
 * exists because `JSON.parse` hides repeated members, of which different parsers take different ones.
 */
export class FlatJsonScanner {
  private position = 0;

  constructor(private readonly text: string) {}

  /** Whether the next token is this one character; if so it is taken. */
  take(character: string): boolean {
    this.skipWhitespace();
    if (this.text[this.position] !== character) {
      return false;
    }
    this.position += 1;
    return true;
  }

  /** @throws OAuthError `invalid_request` when the next token is another one */
  expect(character: string): void {
    if (!this.take(character)) {
      throw malformed();
    }
  }

  /** @throws OAuthError `invalid_request` when anything but whitespace is left */
  expectEnd(): void {
    this.skipWhitespace();
    if (this.position < this.text.length) {
      throw malformed();
    }
  }

  /** @throws OAuthError `invalid_request` when the next token is no well-formed string */
  expectString(): string {
    this.expect('"');
    const start = this.position;
    let escaped = false;
    for (let index = start; index < this.text.length; index += 1) {
      const code = this.text.charCodeAt(index);
      if (code === QUOTE) {
        this.position = index + 1;
        return escaped ? this.unescape(start - 1, index + 1) : this.text.slice(start, index);
      }
      if (code < SPACE) {
        break;
      }
      if (code === BACKSLASH) {
        escaped = true;
        index += 1;
      }
    }
    throw malformed();
  }

  private unescape(start: number, end: number): string {
    let value: string;
    try {
      value = JSON.parse(this.text.slice(start, end)) as string;
    } catch (cause) {
      throw malformed(cause);
    }
    if (LONE_SURROGATE.test(value)) {
      throw malformed();
    }
    return value;
  }

  private skipWhitespace(): void {
    while (isWhitespace(this.text.charCodeAt(this.position))) {
      this.position += 1;
    }
  }
}

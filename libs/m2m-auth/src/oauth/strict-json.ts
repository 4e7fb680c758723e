import { isUtf8 } from 'node:buffer';
import type { JsonObject } from './json.js';

const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

/** Index of the quote that ends the string which begins at `start`, in a text that is known to be JSON. */
const endOfString = (json: string, start: number): number => {
  let at = start + 1;
  while (json.charCodeAt(at) !== QUOTE) at += json.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
};

const isWhitespace = (code: number): boolean =>
  code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

const isFollowedByColon = (json: string, from: number): boolean => {
  let at = from;
  while (isWhitespace(json.charCodeAt(at))) at += 1;
  return json.charCodeAt(at) === COLON;
};

const unescape = (literal: string): string =>
  literal.includes('\\') ? (JSON.parse(literal) as string) : literal.slice(1, -1);

const hasDuplicateMembers = (json: string): boolean => {
  const open: Set<string>[] = [];
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at];
    if (character === '{') {
      open.push(new Set());
    } else if (character === '}') {
      open.pop();
    } else if (character === '"') {
      const end = endOfString(json, at);
      // Only a member name is followed by a colon, and it belongs to the innermost object: arrays hold no names.
      if (isFollowedByColon(json, end + 1)) {
        const name = unescape(json.slice(at, end + 1));
        const names = open.at(-1);
        if (names?.has(name)) return true;
        names?.add(name);
      }
      at = end;
    }
  }
  return false;
};

/**
 * Reads a JSON object that has one meaning only: valid UTF-8, and no member named twice at any depth, since parsers
 * differ about which of the two counts (RFC 7515 §4, RFC 7519 §4, RFC 8259 §4).
 *
 * @returns an object without a prototype, so that absent members are absent whatever their name; undefined when the
 * bytes are anything else.
 */
export const parseJsonObject = (bytes: Buffer): JsonObject | undefined => {
  if (!isUtf8(bytes)) return undefined;
  const json = bytes.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  if (hasDuplicateMembers(json)) return undefined;
  return Object.assign(Object.create(null), value) as JsonObject;
};

import { isKeptNumber, NUMBER_WOULD_CHANGE, type JsonObject } from './json.js';
import { RESERVED_CLAIMS } from './reserved-claims.js';

const MAX_CLIENT_CLAIMS = 32;
/** The claims object itself is the first level. */
const MAX_CLIENT_CLAIMS_DEPTH = 4;
/** Bytes of the claims as UTF-8 JSON: every token carries them in every request. */
const MAX_CLIENT_CLAIMS_BYTES = 4_096;

const PROTOTYPE_NAMES = new Set(['__proto__', 'constructor', 'prototype']);
// PostgreSQL's jsonb stores neither, and a lone surrogate does not survive UTF-8.
const UNSTORABLE_TEXT = /[\0\p{Surrogate}]/u;

const NOT_JSON = 'must hold JSON values only';
const TOO_DEEP = `must not be nested deeper than ${MAX_CLIENT_CLAIMS_DEPTH} levels`;
const TOO_LARGE = `must not be larger than ${MAX_CLIENT_CLAIMS_BYTES} bytes as JSON`;
const BAD_TEXT = 'must not hold NUL or unpaired surrogates';
const BAD_NAME = 'must not use __proto__, constructor or prototype as a name';

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

class ClaimsInspection {
  readonly problems = new Set<string>();
  private values = 0;

  inspect(value: unknown, depth: number): void {
    // Each value takes a byte at least, so this also ends the walk through a graph that shares or repeats objects.
    if (++this.values > MAX_CLIENT_CLAIMS_BYTES) return void this.problems.add(TOO_LARGE);
    if (typeof value === 'string') return this.inspectText(value);
    if (typeof value === 'number') return this.inspectNumber(value);
    if (value === null || typeof value === 'boolean') return;
    if (!Array.isArray(value) && !isPlainObject(value)) return void this.problems.add(NOT_JSON);
    if (depth > MAX_CLIENT_CLAIMS_DEPTH) return void this.problems.add(TOO_DEEP);
    if (Array.isArray(value)) return this.inspectItems(value, depth);
    for (const [name, member] of Object.entries(value)) {
      if (PROTOTYPE_NAMES.has(name)) this.problems.add(BAD_NAME);
      this.inspectText(name);
      this.inspect(member, depth + 1);
      if (this.values > MAX_CLIENT_CLAIMS_BYTES) return;
    }
  }

  private inspectItems(items: readonly unknown[], depth: number): void {
    for (const item of items) {
      this.inspect(item, depth + 1);
      if (this.values > MAX_CLIENT_CLAIMS_BYTES) return;
    }
  }

  private inspectNumber(value: number): void {
    if (!isKeptNumber(value)) this.problems.add(NUMBER_WOULD_CHANGE);
  }

  private inspectText(text: string): void {
    if (UNSTORABLE_TEXT.test(text)) this.problems.add(BAD_TEXT);
  }
}

/**
 * What is wrong with a client's own claims; nothing when the list is empty. They are a JSON object of at most 32
 * members, 4 levels and 4 KiB, without reserved names ({@link RESERVED_CLAIMS}). Each problem is a predicate
 * (`must not …`) to be put after the field's name, and repeats nothing that was sent.
 */
export function validateClientClaims(value: unknown): string[] {
  if (!isPlainObject(value)) return ['must be a JSON object'];
  const inspection = new ClaimsInspection();
  inspection.inspect(value, 1);
  const { problems } = inspection;
  const names = Object.keys(value);
  if (names.length > MAX_CLIENT_CLAIMS) problems.add(`must not have more than ${MAX_CLIENT_CLAIMS} members`);
  for (const name of names) {
    const reserved = RESERVED_CLAIMS.has(name) && !PROTOTYPE_NAMES.has(name);
    if (reserved) problems.add(`must not name ${name}: it is reserved`);
  }
  // Only what was shown to be finite, acyclic JSON may be serialised to be measured.
  const measurable = ![NOT_JSON, TOO_DEEP, TOO_LARGE].some((problem) => problems.has(problem));
  const bytes = measurable ? Buffer.byteLength(JSON.stringify(value)) : 0;
  if (bytes > MAX_CLIENT_CLAIMS_BYTES) problems.add(TOO_LARGE);
  return [...problems];
}

/**
 * The claims that may go into a token: a copy without prototype and without any reserved name. Rows written past the
 * validation (by SQL, or by an older version with a shorter list) must not decide what a token says.
 */
export function withoutReservedClaims(claims: Readonly<JsonObject>): JsonObject {
  const copy = Object.create(null) as JsonObject;
  for (const [name, value] of Object.entries(claims)) {
    if (!RESERVED_CLAIMS.has(name)) copy[name] = value;
  }
  return copy;
}

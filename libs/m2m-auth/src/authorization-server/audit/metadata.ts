import type { JsonObject, JsonValue } from '../../oauth/json.js';

/** Of the given members, those that have a value. */
export const definedMetadata = (members: Readonly<Record<string, JsonValue | undefined>>): JsonObject =>
  Object.fromEntries(
    Object.entries(members).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined),
  );

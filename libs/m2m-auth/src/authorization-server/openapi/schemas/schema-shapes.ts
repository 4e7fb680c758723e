import type { OpenApiObject } from '../openapi-document.js';
import { ref } from '../openapi-document.js';

export const text = { type: 'string' } as const;
export const nullableText = { type: 'string', nullable: true } as const;
export const texts = { type: 'array', items: text, maxItems: 64 } as const;
export const moment = { type: 'string', format: 'date-time' } as const;
export const nullableMoment = { ...moment, nullable: true } as const;
export const freeObject = { type: 'object', additionalProperties: true } as const;
export const suppliedSecret = { type: 'string', minLength: 32, maxLength: 128, writeOnly: true } as const;

export const object = (
  properties: OpenApiObject,
  required: readonly string[] = Object.keys(properties),
): OpenApiObject => ({
  type: 'object',
  properties,
  ...(required.length > 0 ? { required } : {}),
});

export const page = (schema: string): OpenApiObject =>
  object({ data: { type: 'array', items: ref(schema) }, nextCursor: nullableText });

export const clientName = { type: 'string', minLength: 1, maxLength: 255 };

export const shownOnce = {
  ...text,
  readOnly: true,
  description: 'Only here, and only if the server made it.',
};

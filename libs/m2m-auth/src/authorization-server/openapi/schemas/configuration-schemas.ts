import type { OpenApiObject } from '../openapi-document.js';
import { ref } from '../openapi-document.js';
import { text, nullableText, texts, freeObject, object, shownOnce } from './schema-shapes.js';

const configurationPlan = {
  changes: { type: 'boolean', description: 'False: applying the document writes nothing.' },
  objects: { type: 'array', items: ref('M2MPlannedObject') },
  warnings: { type: 'array', items: ref('M2MConfigurationProblem') },
};

/** Configuration documents. */
export const configurationSchemas: Readonly<Record<string, OpenApiObject>> = {
  M2MApplyConfiguration: object(
    {
      document: {
        ...freeObject,
        description:
          'As configuration.schema.json says; secrets of the environment with their value beside the name.',
      },
      prune: { type: 'boolean', default: false },
      rotate: { type: 'boolean', default: false },
    },
    ['document'],
  ),
  M2MPlannedObject: object({
    kind: { ...text, enum: ['organization', 'client', 'api-key'] },
    id: nullableText,
    name: text,
    action: { ...text, enum: ['create', 'update', 'unchanged', 'prune', 'leave'] },
    changed: texts,
    secrets: {
      type: 'array',
      items: object({
        action: { ...text, enum: ['generate', 'store', 'retire', 'restore', 'end'] },
        hint: nullableText,
      }),
    },
    notes: { type: 'array', items: text },
  }),
  M2MConfigurationProblem: object({ path: text, message: text }),
  M2MConfigurationPlan: object(configurationPlan),
  M2MAppliedConfiguration: object({
    ...configurationPlan,
    issued: {
      type: 'array',
      items: object({
        kind: { ...text, enum: ['client', 'api-key'] },
        id: text,
        name: text,
        secret: shownOnce,
        fingerprint: text,
      }),
    },
  }),
};

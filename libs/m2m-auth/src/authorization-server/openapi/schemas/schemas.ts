import type { OpenApiObject } from '../openapi-document.js';
import { administrationSchemas } from './administration-schemas.js';
import { clientSchemas } from './client-schemas.js';
import { configurationSchemas } from './configuration-schemas.js';
import { oauthSchemas } from './oauth-schemas.js';

/** Every schema that the operations of this library name. */
export const schemas: Readonly<Record<string, OpenApiObject>> = {
  ...oauthSchemas,
  ...clientSchemas,
  ...administrationSchemas,
  ...configurationSchemas,
};

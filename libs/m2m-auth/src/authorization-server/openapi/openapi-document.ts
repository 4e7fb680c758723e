/** As much of an OpenAPI 3 document as is read and written here; what @nestjs/swagger makes fits it. */
export interface OpenApiDocument {
  paths: Record<string, object>;
  components?: { schemas?: Record<string, object>; securitySchemes?: Record<string, object> };
}

export type OpenApiObject = Readonly<Record<string, unknown>>;

export const ref = (schema: string): OpenApiObject => ({ $ref: `#/components/schemas/${schema}` });

export const json = (schema: OpenApiObject): OpenApiObject => ({ 'application/json': { schema } });

/** A response with a JSON body of one schema. */
export const answer = (description: string, schema?: string): OpenApiObject => ({
  description,
  ...(schema === undefined ? {} : { content: json(ref(schema)) }),
});

import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { addM2MAuthOpenApi } from 'nestjs-m2m-auth';

const scopes = { 'reports:read': 'Read reports', 'reports:write': 'Write reports' };

export function describeApi(app: INestApplication): OpenAPIObject {
  const description = new DocumentBuilder()
    .setTitle('M2M authorization server')
    .setDescription('OAuth 2.0 client credentials for services, and a guarded sample')
    .setVersion('1')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'x-internal-api-key' }, 'internal-api-key')
    .addOAuth2(
      {
        type: 'oauth2',
        // Without an origin: the page is read at several (127.0.0.1, localhost), and its browser asks no other than its own.
        flows: { clientCredentials: { tokenUrl: '/auth/token', scopes } },
      },
      'oauth2',
    )
    .build();
  return addM2MAuthOpenApi(app, SwaggerModule.createDocument(app, description));
}

/** The documentation page at /docs, and the document at /docs-json. */
export function serveDocumentation(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => describeApi(app), { jsonDocumentUrl: 'docs-json' });
}

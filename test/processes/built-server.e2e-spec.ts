import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { reports } from '../server/support/api.js';
import { ensureBuilt } from './support/built.js';
import { operationsOf, referencesOf, type OpenApi } from './support/openapi.js';
import { ServerProcess, temporaryFolders } from './support/server-process.js';

const ADMIN = [{ 'internal-api-key': [] }];

/** Every route of the server, and what it asks for. */
const OPERATIONS: Readonly<Record<string, unknown>> = {
  'post /auth/token': [{ 'client-secret-basic': [] }, {}],
  'post /auth/revoke': [{ 'client-secret-basic': [] }, {}],
  'post /auth/introspect': [{ 'client-secret-basic': [] }, {}],
  'get /.well-known/jwks.json': [],
  'get /.well-known/oauth-authorization-server': [],
  'get /.well-known/oauth-protected-resource': [],
  'post /oauth-clients': ADMIN,
  'get /oauth-clients': ADMIN,
  'post /oauth-clients/imports': ADMIN,
  'get /oauth-clients/{clientId}': ADMIN,
  'patch /oauth-clients/{clientId}': ADMIN,
  'delete /oauth-clients/{clientId}': ADMIN,
  'post /oauth-clients/{clientId}/secrets': ADMIN,
  'get /oauth-clients/{clientId}/secrets': ADMIN,
  'patch /oauth-clients/{clientId}/secrets/{secretId}': ADMIN,
  'delete /oauth-clients/{clientId}/secrets/{secretId}': ADMIN,
  'post /oauth-clients/{clientId}/revoke-tokens': ADMIN,
  'get /oauth-clients/{clientId}/tokens': ADMIN,
  'post /organizations': ADMIN,
  'get /organizations': ADMIN,
  'delete /organizations/{id}': ADMIN,
  'post /api-keys': ADMIN,
  'get /api-keys': ADMIN,
  'post /api-keys/validations': ADMIN,
  'get /api-keys/{id}': ADMIN,
  'delete /api-keys/{id}': ADMIN,
  'get /signing-keys': ADMIN,
  'post /signing-keys/rotate': ADMIN,
  'post /signing-keys/{kid}/revoke': ADMIN,
  'post /initial-access-tokens': ADMIN,
  'get /initial-access-tokens': ADMIN,
  'delete /initial-access-tokens/{id}': ADMIN,
  'get /audit-events': ADMIN,
  'post /configuration/plan': ADMIN,
  'post /configuration/apply': ADMIN,
  'get /reports': [{ 'api-key': [] }, { oauth2: ['reports:read'] }],
  'post /reports': [{ 'api-key': [] }, { oauth2: ['reports:write'] }],
  'get /health/live': undefined,
  'get /health/ready': undefined,
  'get /health/dependencies': undefined,
};

beforeAll(ensureBuilt, 120_000);

describe.each(['fastify', 'express'])('the built server on %s', (HTTP_ADAPTER) => {
  const folder = temporaryFolders();
  let database: TestDatabase;
  let server: ServerProcess;
  let document: OpenApi;

  beforeAll(async () => {
    database = await createTestDatabase();
    const DATA_DIR = await folder();
    server = await ServerProcess.start({ DATABASE_URL: database.url, DATA_DIR, HTTP_ADAPTER });
    document = (await (await fetch(`${server.url}/docs-json`)).json()) as OpenApi;
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    await database.drop();
  });

  it('issues a token that opens its guarded route', async () => {
    const { status, accessToken } = await server.token(await server.register());

    expect([status, await reports(server.url, accessToken)]).toEqual([200, 200]);
  });

  it('documents the token endpoint on the origin of the page, where its browser may ask', async () => {
    const { tokenUrl } = document.components.securitySchemes.oauth2.flows.clientCredentials;
    const endpoint = new URL(tokenUrl, `${server.url}/docs`);
    const { clientId, clientSecret } = await server.register();
    const answer = await fetch(endpoint, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
      }),
    });
    expect([endpoint.origin, answer.status]).toEqual([server.url, 200]);
    const policy = (await fetch(`${server.url}/docs`)).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toContain('connect-src');
  });

  it.each(['/health/live', '/health/ready', '/health/dependencies', '/docs'])(
    'answers 200 at %s',
    async (path) => {
      expect((await fetch(server.url + path)).status).toBe(200);
    },
  );

  it('describes every operation, each with what it asks for, and no other', () => {
    const described = operationsOf(document).map(
      ({ name, operation }) => [name, operation.security] as const,
    );

    expect(Object.fromEntries(described)).toEqual(OPERATIONS);
  });

  it('describes them in valid OpenAPI 3: unique ids, whole references, declared schemes and parameters', () => {
    const operations = operationsOf(document);
    const ids = operations.map(({ operation }) => operation.operationId);
    const schemes = Object.keys(document.components.securitySchemes);

    expect(document.openapi).toMatch(/^3\.0\.\d$/);
    expect(document.info).toMatchObject({
      title: expect.any(String) as string,
      version: expect.any(String) as string,
    });
    expect(new Set(ids).size).toBe(ids.length);
    for (const reference of referencesOf(document)) {
      expect(document.components.schemas).toHaveProperty([reference.replace('#/components/schemas/', '')]);
    }
    for (const { path, operation } of operations) {
      const named = [...path.matchAll(/{(\w+)}/g)].map(([, name]) => name);
      const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(declared.map(({ name }) => name).sort()).toEqual(named.sort());
      expect(Object.keys(operation.responses).length).toBeGreaterThan(0);
      for (const response of Object.values(operation.responses))
        expect(response).toHaveProperty('description');
      for (const scheme of (operation.security ?? []).flatMap(Object.keys)) expect(schemes).toContain(scheme);
    }
  });

  it('describes routes that exist, and locks those that it says are locked', async () => {
    const expected: Record<string, number> = { [JSON.stringify(ADMIN)]: 401 };
    for (const { name, path, method, operation } of operationsOf(document)) {
      const { status } = await fetch(server.url + path.replaceAll(/{\w+}/g, 'x'), { method });
      const locked = path.startsWith('/auth') || path === '/reports' ? 401 : 200;
      const due = expected[JSON.stringify(operation.security)] ?? locked;

      // The token endpoint looks for its parameters first.
      expect([name, path === '/auth/token' ? [400, 401, 415].includes(status) : status]).toEqual([
        name,
        path === '/auth/token' ? true : due,
      ]);
    }
  });
});

describe('the built server in production', () => {
  const folder = temporaryFolders();

  it('hides its documentation, and is silent about what it runs on', async () => {
    const database = await createTestDatabase();
    const server = await ServerProcess.start({
      NODE_ENV: 'production',
      DATABASE_URL: database.url,
      DATA_DIR: await folder(),
      KEY_ENCRYPTION_KEY: 'a-key-encryption-key-of-a-test-23571113',
    });
    try {
      const answers = await Promise.all(
        ['/docs', '/docs-json', '/docs-yaml'].map((path) => fetch(server.url + path)),
      );
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
      expect(answers[0]?.headers.has('x-powered-by')).toBe(false);
    } finally {
      await server.stop();
      await database.drop();
    }
  }, 60_000);
});
